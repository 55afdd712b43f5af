// gnuplot as a careful guest: never waited for without end, and never taken
// at its word. It ends with status 0 also when it could not write or had
// nothing to draw, so a picture counts only when its file is whole.

#ifndef PLOTS_GNUPLOT_H
#define PLOTS_GNUPLOT_H

// Returns the version that gnuplot tells, which the caller frees; NULL when
// there is no gnuplot.
char *
gnuplot_version(void);

// Runs "gnuplot -c SCRIPT DATA FORMAT" with the picture's file behind it,
// where FORMAT is the end of that file's name, svg or png. The file appears
// when it is whole. Returns NULL on success, otherwise what went wrong, which
// the caller frees.
char *
gnuplot_draw(const char *script, const char *data, const char *picture);

#endif
