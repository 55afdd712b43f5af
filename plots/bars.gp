# Bars from zero, each run as a dot: what time.gp and memory.gp share. Upwards
# everything is in pixels, as bars.c has laid it out.

set multiplot
set grid xtics back linetype 1 linewidth 1 linecolor rgb grid
unset ytics
set format x "%h"
bottom = 119.0 / 720
set tmargin at screen bottom + height / 720.0
set bmargin at screen bottom
set yrange [0 : height]
set label 3 footer at screen 0.02, 0.03 left textcolor rgb faint

# Programs of one colour are told apart by how full their bars are.
fullness(variant) = variant == 0 ? 0.4 : variant == 1 ? 0.18 : 0.05
filled(program) = fell_short[1 + program] ? 3 : \
    variants[1 + program] < 2 ? variants[1 + program] : 2

# Intervals stand at the lower edge of their bars, away from the dots, and end
# in marks that are seen however narrow they are.
set errorbars 1.8

# A title of two lines needs more room before the line below it.
if (two) {
    set label 1 at screen 0.02, 0.972
    set label 5 at screen 0.02, 0.935
    set label 2 at screen 0.02, 0.885
}

# The second panel comes first, so that words behind a long bar in the first
# one can reach into its row, which is empty there, and is wiped clean for them.
do for [panel = panels:1:-1] {
    block(name) = sprintf("%s%d", name, panel - 1)
    set lmargin at screen lefts[panel]
    set rmargin at screen rights[panel]
    set xrange [0 : ends[panel]]
    set xlabel units[panel] offset 0, 0.3 textcolor rgb ink
    set label 4 heads[panel] at graph 0, first height + 15 left \
        textcolor rgb faint
    if (zoomed) {
        set object 1 rectangle from 0, 0 to ends[2], height behind \
            fillstyle solid 1 noborder fillcolor rgb shade
        do for [p = 1:panel == 1 ? |fell_short| : 0] {
            if (free_high[p] > free_low[p]) {
                set object 1 + p rectangle \
                    from screen lefts[2] - 0.003, first free_low[p] \
                    to screen 1, first free_high[p] behind noclip \
                    fillstyle solid 1 noborder fillcolor rgb "#ffffff"
            }
        }
    }
    plot for [v = 0:2] data index block("bars") \
            using (filled($1) == v ? $3 / 2 : NaN):2:($3 / 2):(half): \
            (colour($1)) with boxxyerror linewidth 1.5 linecolor rgb variable \
            fillstyle solid fullness(v) border notitle, \
        data index block("bars") \
            using (filled($1) == 3 ? $3 / 2 : NaN):2:($3 / 2):(half): \
            (colour($1)) with boxxyerror linewidth 1.5 linecolor rgb variable \
            fillstyle empty border notitle, \
        data index block("bounds") using ($4 == 0 ? $1 : NaN):2:(0):3 \
            with vectors nohead dashtype (5, 4) linewidth 2.5 \
            linecolor rgb ink notitle, \
        data index block("bounds") using ($4 == 1 ? $1 : NaN):2:(0):3 \
            with vectors nohead dashtype (1.2, 3) linewidth 2.5 \
            linecolor rgb ink notitle, \
        data index block("words") using ($4 > 0 ? $1 : NaN):2:3 \
            with labels left textcolor rgb ink notitle, \
        data index block("words") using ($4 < 0 ? $1 : NaN):2:3 \
            with labels right textcolor rgb ink notitle, \
        data index block("runs") \
            using ($4 > 0 ? NaN : $3):2:(shape($1)):(colour($1)) \
            with points pointtype variable pointsize dot \
            linecolor rgb variable notitle, \
        data index block("runs") \
            using ($4 > 0 ? $3 : NaN):2:(hollow($1)):(colour($1)) \
            with points pointtype variable pointsize 1.25 * dot linewidth 2 \
            linecolor rgb variable notitle, \
        data index block("bars") using ($4 == $4 ? $3 : NaN):($2 - half):4:5 \
            with xerrorbars pointtype 0 linewidth 2.5 \
            linecolor rgb ink notitle, \
        data index block("bars") using 6:7:8 \
            with labels left offset 1, 0 textcolor rgb ink notitle, \
        data index block("bars") using 6:9:10 \
            with labels left offset 1, 0 textcolor rgb ink notitle, \
        data index "names0" using (panel == 1 ? 0 : NaN):2:3:(ink_of($1)) \
            with labels right offset -1, 0 font font_of(20) \
            textcolor rgb variable notitle, \
        data index "names0" using (panel == 1 ? 0 : NaN):2:4 \
            with labels left offset 1, 0 textcolor rgb faint notitle
    unset label 1
    unset label 2
    unset label 3
    unset label 5
}
unset multiplot
