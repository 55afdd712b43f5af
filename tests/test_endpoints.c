// endpoints: what a path of the local server says about its own time.

#include "../plots/endpoints.h"

#include <math.h>
#include <stdlib.h>

#include "suites.h"

static const struct {
    const char *path;
    double seconds;
    long failures;
    const char *tripled;    // the path for thrice the seconds
} paths[] = {
    {"/delay/0.5", 0.5, 0, "/delay/1.5"},
    {"/delay/2", 2, 0, "/delay/6"},
    {"/delay/0", 0, 0, "/delay/0"},
    {"/delay/1?t=3", 1, 0, "/delay/3?t=3"},
    {"/delay/-2", 0, 0, "/delay/-6"},
    {"/delay/", 0, 0, "/delay/0"},
    {"/pool/4/0.25", 0.25, 0, "/pool/4/0.75"},
    {"/pool/4", 0, 0, "/pool/4"},
    {"/drip?seconds=0.2&bytes=100", 0.2, 0, "/drip?seconds=0.6&bytes=100"},
    {"/drip?bytes=100&seconds=2", 2, 0, "/drip?bytes=100&seconds=6"},
    {"/drip?bytes=100", 0, 0, "/drip?bytes=100"},
    {"/flaky/2?id=x", 0, 2, "/flaky/2?id=x"},
    {"/flaky/-2?id=x", 0, 0, "/flaky/-2?id=x"},
    {"/flaky/x", 0, 0, "/flaky/x"},
    {"/hang", INFINITY, 0, "/hang"},
    {"/bytes/1000", 0, 0, "/bytes/1000"},
    {"/status/200", 0, 0, "/status/200"},
    {"/redirect-to?url=/delay/2", 0, 0, "/redirect-to?url=/delay/2"},
    {"/", 0, 0, "/"},
    {"", 0, 0, ""},
};

START_TEST(path_names_its_seconds)
{
    double seconds = endpoint_seconds(paths[_i].path);

    if (isinf(paths[_i].seconds))
        ck_assert(isinf(seconds) && seconds > 0);
    else
        ck_assert_double_eq_tol(seconds, paths[_i].seconds, 1e-12);
}
END_TEST

START_TEST(path_names_its_failures)
{
    ck_assert_int_eq(endpoint_failures(paths[_i].path), paths[_i].failures);
}
END_TEST

START_TEST(only_the_seconds_of_a_path_are_scaled)
{
    char *scaled = endpoint_scaled(paths[_i].path, 3);

    ck_assert_str_eq(scaled, paths[_i].tripled);
    free(scaled);
}
END_TEST

START_TEST(a_scaled_path_is_written_short)
{
    char *scaled = endpoint_scaled("/delay/3", 0.05);

    ck_assert_str_eq(scaled, "/delay/0.15");
    free(scaled);
}
END_TEST

Suite *
endpoints_suite(void)
{
    Suite *suite = suite_create("endpoints");
    TCase *tests = tcase_create("endpoints");
    int count = sizeof paths / sizeof paths[0];

    tcase_add_loop_test(tests, path_names_its_seconds, 0, count);
    tcase_add_loop_test(tests, path_names_its_failures, 0, count);
    tcase_add_loop_test(tests, only_the_seconds_of_a_path_are_scaled, 0,
                        count);
    tcase_add_test(tests, a_scaled_path_is_written_short);
    suite_add_tcase(suite, tests);
    return suite;
}
