# What all charts have in common: size, background, text, and the colour and
# point shape of each program. Every script, called as
#     gnuplot -c SCRIPT DATA FORMAT FILE      (see charts.h)
# calls this file first with the same words and its own name.
#
# The colours are for a light page; compare adds to an SVG what they are on a
# dark one (see dark.h).

load ARG1.".values"
data = ARG1.".dat"
svg = ARG2 eq "svg"

ink = "#222222"
faint = "#595959"
grid = "#e3e3e3"
shade = "#f2f2f2"

# A file has one colour everywhere (see program.c): sync, threaded, async, then
# whatever else a scenario names. The colours are those of Okabe and Ito,
# https://jfly.uni-koeln.de/color/ : they stay apart for colour-blind readers;
# some are darker here, so that none has less than 3:1 on white. Words need
# 4.5:1, so they have colours of their own.
array palette[9] = [0xD55E00, 0x0072B2, 0x009E73, 0xC46D9D, 0xC08000, \
                    0x2E96D6, 0x7F7F7F, 0x8C5A2B, 0x6A51A3]
array inks[9] = [0xB85000, 0x006AA6, 0x007D5A, 0xA6477D, 0x8F6200, \
                 0x1670A6, 0x606060, 0x7A4E24, 0x5B4391]
array shapes[9] = [7, 5, 9, 11, 13, 15, 7, 5, 9]
number_of(program) = 1 + colours[1 + program] % 9
colour(program) = palette[number_of(program)]
ink_of(program) = inks[number_of(program)]
shape(program) = shapes[number_of(program)]
hollow(program) = shape(program) - 1
dashes(program) = 1 + variants[1 + program]

# Pixels at 1280 x 720, where no text is under 18. The PNG terminal counts in
# points of 4/3 pixels.
font_of(pixels) = \
    sprintf("DejaVu Sans,%g", svg ? pixels : pixels * 0.75)
bold_of(pixels) = \
    sprintf("DejaVu Sans:Bold,%g", svg ? pixels : pixels * 0.75)
dot = svg ? 0.6 : 1.1

if (svg) {
    set terminal svg size 1280,720 dynamic name ARG4 \
        font font_of(18) background "#ffffff" noenhanced
} else {
    set terminal pngcairo size 1280,720 dashlength 2 \
        font font_of(18) background "#ffffff" noenhanced
}
set output ARG3
unset key
set encoding utf8
set border 0
set tics scale 0
set tics textcolor rgb ink

# A title that needs a second line moves up, and what is below it down.
two = strlen(title_more) > 0
set label 1 title at screen 0.02, (two ? 0.968 : 0.955) left \
    font bold_of(21) textcolor rgb ink
if (two) {
    set label 5 title_more at screen 0.02, 0.93 left \
        font bold_of(21) textcolor rgb ink
}
set label 2 subtitle at screen 0.02, (two ? 0.89 : 0.905) left \
    textcolor rgb faint
