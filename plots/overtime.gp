# What did the programs hold while they ran?
folder = ARG0[1 : strlen(ARG0) - strlen("overtime.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "overtime"

set lmargin at screen 0.075
set rmargin at screen 0.985
set tmargin at screen 0.87
set bmargin at screen 0.125
set xrange [0 : 1]
set yrange [0 : 1]
unset tics
set style fill solid 1 noborder
set label 3 axis at screen 0.075, 0.03 left textcolor rgb ink


# Short dashes, so that a short line has several.
set dashtype 2 (3, 1.5)
set dashtype 3 (1, 1.5)
set dashtype 4 (3, 1.5, 1, 1.5)
set dashtype 5 (6, 1.5)

of(program) = program < 0 ? 0x222222 : ink_of(program)

plot data index "rest" using (($1 + $2) / 2):(0.5):1:2:(0):(1) \
        with boxxyerror linecolor rgb shade notitle, \
    data index "grid" using (0):1:(right):(0) with vectors nohead \
        linewidth 1 linecolor rgb grid notitle, \
    data index "grid" using (0):1:2 with labels right offset -0.7, 0 \
        textcolor rgb ink notitle, \
    data index "tics" using 1:(0):2 with labels center offset 0, -1 \
        textcolor rgb ink notitle, \
    data index "panels" using (0):1:2 with labels left offset 0, -0.7 \
        textcolor rgb faint notitle, \
    for [p = 0:programs - 1] data index "lines" \
        using ($1 == p ? $4 : NaN):5 with lines linewidth 2.5 \
        dashtype dashes(p) linecolor rgb colour(p) notitle, \
    data index "ends" using 2:3:(shape($1)):(colour($1)) with points \
        pointtype variable pointsize dot linecolor rgb variable notitle, \
    data index "labels" using 2:3:4:(of($1)) with labels left \
        offset 1, 0 textcolor rgb variable notitle
