# What all charts have in common: size, background, text, and the colour and
# point shape of each program. Every script, called as
#     gnuplot -c SCRIPT DATA FORMAT FILE      (see charts.h)
# calls this file first with the same words and its own name.
#
# Colours: Okabe and Ito, https://jfly.uni-koeln.de/color/ : they stay apart
# for colour-blind readers. Background and text colours are always said, so
# that an SVG looks the same on a dark page.

load ARG1.".values"
data = ARG1.".dat"
svg = ARG2 eq "svg"

ink = "#222222"
faint = "#595959"
grid = "#e3e3e3"

# A program's number is its place in program.c.
colour(program) = program == 0 ? 0xD55E00 : program == 1 ? 0x0072B2 : 0x009E73
shape(program) = program == 0 ? 7 : program == 1 ? 5 : 9

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
    set terminal pngcairo size 1280,720 \
        font font_of(18) background "#ffffff" noenhanced
}
set output ARG3
unset key
set encoding utf8
set border 0
set tics scale 0
set tics textcolor rgb ink

set label 1 title at screen 0.02, 0.955 left \
    font bold_of(21) textcolor rgb ink
set label 2 subtitle at screen 0.02, 0.905 left textcolor rgb faint
