# One figure as bars, each run as a dot: what time.gp and memory.gp share.
# Where bars differ much, the short ones follow once more, enlarged.

set multiplot
set style fill solid 0.35 noborder
set grid xtics back linetype 1 linewidth 1 linecolor rgb grid
unset ytics
set lmargin at screen 0.115
set rmargin at screen 0.975

half = 0.4   # half the height of a bar, in rows
text = 27.0  # pixels from one line of text to the next

name_of(program) = program == 0 ? name0 : program == 1 ? name1 : name2
shown(row) = row < rows + 0.5 ? row : NaN

# A bound of one program has its words above its row, one that programs share
# below the last row, in the last panel; the dashed line leads to its words.
top_of(from, to, line) = \
    to + half + (from == to ? (line - 0.35) * step : 0.05)
end_of(from, to, line) = \
    from - half - (from < to && last_panel ? (line - 0.35) * step : 0.05)
words_at(from, to, line) = \
    to > rows || (from < to && !last_panel) ? NaN : \
    from == to ? top_of(from, to, line) : end_of(from, to, line)

# The words stand to the side that the data names, but to the right of a bound
# near the axis, where they would leave the picture on the left.
right_of(side, value) = side eq "right" || value < 0.27 * longest

do for [panel = 0:enlarge] {
    last_panel = panel == enlarge
    rows = panel == 0 ? 3 : 2
    longest = panel == 0 ? most : small
    above = panel == 0 ? single_bounds : 0
    below = last_panel ? shared_bounds : 0
    top = panel == 0 ? 0.86 : 0.37
    bottom = last_panel ? 0.165 : 0.5
    if (panel == 1) {
        unset label
        set label 4 "the short bars once more, on an axis of their own" \
            at graph 0, 1.1 left textcolor rgb faint
    }
    if (last_panel) {
        set label 3 footer at screen 0.02, 0.03 left textcolor rgb faint
        set xlabel unit offset 0, 0.3 textcolor rgb ink
    }
    # step is a line of text in rows: the rows share what the words leave.
    step = rows / (720 * (top - bottom) / text - above - below)
    set tmargin at screen top
    set bmargin at screen bottom
    set xrange [0 : 1.32 * longest]
    set yrange [0.5 - below * step : rows + 0.5 + above * step]
    plot data index "bars" \
            using ($3 / 2):(shown($2)):($3 / 2):(half):(colour($1)) \
            with boxxyerror linecolor rgb variable notitle, \
        "" index "bounds" using 3:(end_of($1, $2, $4)):(0): \
            (top_of($1, $2, $4) - end_of($1, $2, $4)) \
            with vectors nohead dashtype "-" linewidth 2.5 \
            linecolor rgb ink notitle, \
        "" index "bounds" using (right_of(strcol(5), $3) ? $3 : NaN): \
            (words_at($1, $2, $4)):6 \
            with labels left offset 0.6, 0 textcolor rgb ink notitle, \
        "" index "bounds" using (right_of(strcol(5), $3) ? NaN : $3): \
            (words_at($1, $2, $4)):6 \
            with labels right offset -0.6, 0 textcolor rgb ink notitle, \
        "" index "runs" using 3:(shown($2)):(shape($1)):(colour($1)) \
            with points pointtype variable pointsize dot \
            linecolor rgb variable notitle, \
        "" index "bars" using ($4 == $4 ? $3 : NaN):(shown($2)):4:5 \
            with xerrorbars pointtype 0 linewidth 2.5 \
            linecolor rgb ink notitle, \
        "" index "bars" using 6:(shown($2)):7 \
            with labels left offset 1.2, 0 textcolor rgb ink notitle, \
        "" index "bars" \
            using (0):(shown($2)):(name_of($1)):(colour($1)) \
            with labels right offset -1, 0 font font_of(20) \
            textcolor rgb variable notitle
}
unset multiplot
