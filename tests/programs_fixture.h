// Between the support files of the suites over whole programs; the suites
// themselves include programs.h alone.

#ifndef PROGRAMS_FIXTURE_H
#define PROGRAMS_FIXTURE_H

// Ends the servers and closes the sockets of the current test.
void witnesses_end(void);

#endif
