# What changes when more are in flight?
folder = ARG0[1 : strlen(ARG0) - strlen("scaling.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "scaling"

set multiplot
set logscale xy
set grid xtics ytics back linetype 1 linewidth 1 linecolor rgb grid
bottom = 119.0 / 720
set tmargin at screen bottom + height / 720.0
set bmargin at screen bottom
set xlabel below offset 0, 0.3 textcolor rgb ink
set xrange [first : last]
set label 3 "Mark: median of the runs.  Bar: 95 % interval.  " \
    ."Both axes go up by factors." \
    at screen 0.02, 0.03 left textcolor rgb faint
eval "set xtics (".places.")"

set dashtype 3 (1.5, 2)
line_colour(program) = program < 0 ? 0x222222 : ink_of(program)
start(line) = starts[1 + line]
block(name, line) = sprintf("%s%d", name, line)
# Lines of one colour are told apart by their dashes.
dash(kind, line) = kind eq "reserved" ? 3 \
    : variants[1 + start(line)] == 0 ? 1 : 3 + variants[1 + start(line)]
mark(kind, line) = \
    kind eq "reserved" ? hollow(start(line)) : shape(start(line))

do for [panel = 1:2] {
    set lmargin at screen lefts[panel]
    set rmargin at screen rights[panel]
    set yrange [lows[panel] : highs[panel]]
    set label 4 (panel == 1 ? "time" \
        : "memory: held, and reserved (dotted, hollow)") \
        at graph 0, graph 1.035 left textcolor rgb faint
    eval "set ytics (".(panel == 1 ? seconds : bytes).")"
    do for [i = 1:label_count] {
        if (label_panel[i] == panel) {
            set label 10 + i label_words[i] at screen label_x[i], \
                screen label_y[i] left offset 0.5, 0 \
                textcolor rgb line_colour(label_program[i])
        }
        if (label_panel[i] == panel && label_led[i]) {
            set arrow 10 + i from last, end_y[i] to \
                screen label_x[i], screen label_y[i] nohead linewidth 1 \
                linecolor rgb line_colour(label_program[i])
        }
    }
    kinds = panel == 1 ? "wall" : "reserved peak"
    plot for [l = 0:lines - 1] data index block("bound", l) \
            using 1:(panel == 1 ? $2 : NaN) with lines linewidth 2.5 \
            dashtype (5, 4) linecolor rgb ink notitle, \
        for [k = 1:words(kinds)] for [l = 0:lines - 1] \
            data index block(word(kinds, k), l) \
            using 1:2 with lines linewidth 3 \
            dashtype dash(word(kinds, k), l) \
            linecolor rgb colour(start(l)) notitle, \
        for [k = 1:words(kinds)] for [l = 0:lines - 1] \
            data index block(word(kinds, k), l) \
            using 1:($3 == $3 ? $2 : NaN):3:4 with yerrorbars \
            pointtype 0 linewidth 2 linecolor rgb colour(start(l)) notitle, \
        for [k = 1:words(kinds)] for [l = lines - 1:0:-1] \
            data index block(word(kinds, k), l) \
            using 1:2 with points pointtype mark(word(kinds, k), l) \
            pointsize 2 * dot linewidth 2 \
            linecolor rgb colour(start(l)) notitle
    unset label
    unset arrow
}
unset multiplot
