# What changes when more are in flight?
folder = ARG0[1 : strlen(ARG0) - strlen("scaling.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "scaling"

set multiplot
set logscale xy
set grid xtics ytics back linetype 1 linewidth 1 linecolor rgb grid
set xrange [first : last]
set label 3 footer at screen 0.02, 0.024 left textcolor rgb faint

line_colour(program) = program < 0 ? 0x222222 : ink_of(program)
start(line) = starts[1 + line]
block(name, line) = sprintf("%s%d", name, line)
# Lines of one colour are told apart by their dashes and hollow marks.
variant(line) = variants[1 + start(line)]
set dashtype 1 solid
set dashtype 2 (2.5, 1.2)
set dashtype 3 (1, 1.2)
set dashtype 4 (5, 1.2)
dash(line) = 1 + variant(line) % 4
mark(line) = variant(line) == 0 ? shape(start(line)) : hollow(start(line))

do for [panel = 1:panels] {
    lowest = panel + columns > panels
    set lmargin at screen lefts[panel]
    set rmargin at screen rights[panel]
    set bmargin at screen bottoms[panel]
    set tmargin at screen tops[panel]
    set yrange [lows[panel] : highs[panel]]
    set label 4 heads[panel] at graph 0, graph 1.07 left \
        font bold_of(18) textcolor rgb faint
    eval "set xtics (".(lowest ? places : bare_places).")"
    # out of reach of the marks at the axis
    eval "set ytics offset -0.9, 0 (".tics[panel].")"
    set xlabel (lowest ? below : "") offset 0, 0.5 textcolor rgb ink
    do for [i = 1:label_count] {
        if (label_panel[i] == panel) {
            set label 10 + i label_words[i] at screen label_x[i], \
                screen label_y[i] left textcolor rgb \
                line_colour(label_program[i])
        }
        if (label_panel[i] == panel && label_led[i]) {
            set arrow 10 + i from end_x[i], end_y[i] to \
                screen lead_x[i], screen lead_y[i] nohead linewidth 1 \
                linecolor rgb line_colour(label_program[i])
        }
    }
    name = blocks[panel]
    plot for [l = 0:lines - 1] data index block("bound", l) \
            using 1:(panel == 1 ? $2 : NaN) with lines linewidth 2.5 \
            dashtype (5, 4) linecolor rgb ink notitle, \
        for [l = 0:lines - 1] data index block(name, l) \
            using 1:2 with lines linewidth 3 dashtype dash(l) \
            linecolor rgb colour(start(l)) notitle, \
        for [l = 0:lines - 1] data index block(name, l) \
            using 1:($3 == $3 ? $2 : NaN):3:4 with yerrorbars \
            pointtype 0 linewidth 2 linecolor rgb colour(start(l)) notitle, \
        for [l = lines - 1:0:-1] data index block(name, l) \
            using 1:2 with points pointtype mark(l) \
            pointsize 2 * dot linewidth 2 \
            linecolor rgb colour(start(l)) notitle
    unset label
    unset arrow
}
unset multiplot
