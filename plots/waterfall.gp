# What were the programs waiting for, and when?
folder = ARG0[1 : strlen(ARG0) - strlen("waterfall.gp")]
call folder."style.gp" ARG1 ARG2 ARG3 "waterfall"

set lmargin at screen 0.02
set rmargin at screen 0.975
set tmargin at screen 0.87
set bmargin at screen 0.175
set xrange [0 : 1.02 * last]
set yrange [0 : 100]
unset ytics
set grid xtics back linetype 1 linewidth 1 linecolor rgb grid
set xlabel "seconds since the program's start " \
    ."(a row is one place in flight, a box one attempt)" \
    offset 0, 0.3 textcolor rgb ink

# Boxes of neighbours are told apart by a white edge where they have room.
edge = crowded ? 0.4 : 1
if (edges) {
    set style fill solid 1 border rgb "#ffffff"
} else {
    set style fill solid 1 noborder
}

# A full box is a transfer in flight, a thin line is none.
colour_queued = "#999999"
colour_backoff = "#000000"
colour_connect = "#CC79A7"
colour_wait = "#56B4E9"
colour_receive = "#E69F00"

# The key, below the axis: a box and words for each phase that there was.
drawn = "connect wait receive backoff queued"
x = 0.02
do for [i = 1:words(drawn)] {
    phase = word(drawn, i)
    key = value("key_".phase)
    half = phase eq "backoff" || phase eq "queued" ? 0.004 : 0.016
    if (strlen(key) > 0) {
        set object i rectangle from screen x, 0.033 - half \
            to screen x + 0.02, 0.033 + half fillstyle solid 1 noborder \
            fillcolor rgb value("colour_".phase)
        set label 10 + i key at screen x + 0.027, 0.033 left \
            textcolor rgb ink
        x = x + 0.05 + 0.0073 * strlen(key)
    }
}

# Where the bands of those that wait for many at once are so short that
# nothing can be seen in them, they stand once more to the right, enlarged.
inset = 0.43 * last
many(program) = program == 0 ? many0 : program == 1 ? many1 : many2
moved(program, x) = enlarge && many(program) ? inset + enlarge * x : NaN

# So each block is drawn twice: in its place, and moved.
order = "queued backoff wait connect receive"
plot for [i = 1:5] data index word(order, i) \
        using 2:4:2:3:4:5 with boxxyerror linewidth edge \
        linecolor rgb value("colour_".word(order, i)) notitle, \
    data index "bands" using (moved($1, 0)):2: \
        (moved($1, 0)):(moved($1, $4)):2:3 with boxxyerror \
        linecolor rgb "#ffffff" notitle, \
    for [i = 1:5] data index word(order, i) \
        using (moved($1, $2)):4:(moved($1, $2)):(moved($1, $3)):4:5 \
        with boxxyerror linewidth edge \
        linecolor rgb value("colour_".word(order, i)) notitle, \
    data index "bands" using 4:2:(0):($3 - $2):(colour($1)) \
        with vectors nohead linewidth 3 linecolor rgb variable notitle, \
    data index "bands" using (moved($1, $4)):2:(0):($3 - $2):(colour($1)) \
        with vectors nohead linewidth 3 linecolor rgb variable notitle, \
    data index "bands" using (0):($3 + 3):5:(colour($1)) \
        with labels left font font_of(19) textcolor rgb variable notitle, \
    data index "bands" using (moved($1, 0)):(($2 + $3) / 2): \
        (sprintf("%g × wider: ", enlarge)) \
        with labels right textcolor rgb faint notitle, \
    data index "bands" using (moved($1, $4)):(($2 + $3) / 2): \
        (sprintf(" %.3f s", $4)):(colour($1)) \
        with labels left textcolor rgb variable notitle
