// system: what the machine did, by made-up texts as /proc has them, by texts
// that lack something, and by the machine itself.

#include "../plots/system.h"

#include <math.h>
#include <time.h>

#include "suites.h"
#include "support.h"

START_TEST(busy_is_all_but_idle_iowait_and_steal)
{
    struct system_state s = {0};

    system_read_stat(&s, "cpu  1000 20 300 90000 7000 4 50 600 70 8\n"
                         "cpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n", 100);
    ck_assert_double_eq_tol(s.busy, 13.74, 1e-9);
    ck_assert_double_eq_tol(s.stolen, 6, 1e-9);
}
END_TEST

// Texts from which nothing is known.
static const char *const no_stat[] = {
    NULL, "", "\n", "cpu", "cpu  ", "cpu  1 2 3 4 5 6 7\n", "cpu  x\n",
    "cpu0 1 2 3 4 5 6 7 8 9 10\n", "cpu  0 0 0 0 0 0 0 0 0 0\n",
};

START_TEST(busy_may_be_unknown)
{
    struct system_state s = {0};

    system_read_stat(&s, no_stat[_i], 100);
    ck_assert(isnan(s.busy));
    ck_assert(isnan(s.stolen));
}
END_TEST

START_TEST(pressure_is_the_total_of_some)
{
    struct system_state s = {0};

    system_read_pressure(&s, "some avg10=0.00 avg60=0.20 avg300=0.20 "
                             "total=6081540\nfull avg10=0.00 avg60=0.00 "
                             "avg300=0.00 total=7\n");
    ck_assert_int_eq(s.pressure, 6081540);
    system_read_pressure(&s, "full total=7\nsome total=5\n");
    ck_assert_int_eq(s.pressure, 5);
}
END_TEST

static const char *const no_pressure[] = {
    NULL, "", "some\n", "some avg10=0.00\nfull total=7\n", "full total=7\n",
    "some total=x\n", "some total=",
};

START_TEST(pressure_may_be_unknown)
{
    struct system_state s = {0};

    system_read_pressure(&s, no_pressure[_i]);
    ck_assert_int_eq(s.pressure, -1);
}
END_TEST

START_TEST(overflows_stand_under_their_name)
{
    struct system_state s = {0};

    system_read_netstat(
        &s, "TcpExt: SyncookiesSent ListenOverflows2 ListenOverflows "
            "ListenDrops TCPHPHits\nTcpExt: 1 2 33 44 5\n"
            "IpExt: ListenOverflows ListenDrops\nIpExt: 8 9\n");
    ck_assert_int_eq(s.overflows, 33);
    ck_assert_int_eq(s.drops, 44);
    system_read_netstat(&s, "IpExt: ListenOverflows\nIpExt: 8\n"
                            "TcpExt: ListenDrops\nTcpExt: 6");
    ck_assert_int_eq(s.overflows, -1);
    ck_assert_int_eq(s.drops, 6);
}
END_TEST

static const char *const no_netstat[] = {
    NULL, "", "TcpExt: ", "TcpExt: ListenOverflows ListenDrops",
    "TcpExt: ListenOverflows ListenDrops\n",
    "TcpExt: ListenOverflows ListenDrops\nIpExt: 1 2\n",
    "TcpExt: A ListenOverflows ListenDrops\nTcpExt: 1\n",
    "IpExt: ListenOverflows ListenDrops\nIpExt: 1 2\n",
};

START_TEST(overflows_may_be_unknown)
{
    struct system_state s = {0};

    system_read_netstat(&s, no_netstat[_i]);
    ck_assert_int_eq(s.overflows, -1);
    ck_assert_int_eq(s.drops, -1);
}
END_TEST

START_TEST(use_is_the_difference)
{
    struct system_state before = {10, 100, 5, 4000000, 3, 7};
    struct system_state after = {12, 103.5, 5.25, 4500000, 4, 9};
    struct system_use use = system_between(&before, &after);

    ck_assert_double_eq_tol(use.seconds, 2, 1e-12);
    ck_assert_double_eq_tol(use.busy, 3.5, 1e-12);
    ck_assert_double_eq_tol(use.stolen, 0.25, 1e-12);
    ck_assert_double_eq_tol(use.pressure, 0.25, 1e-12);
    ck_assert_int_eq(use.overflows, 1);
    ck_assert_int_eq(use.drops, 2);
}
END_TEST

START_TEST(unknown_stays_unknown)
{
    struct system_state known = {10, 100, 5, 4000000, 3, 7};
    struct system_state unknown = {12, NAN, NAN, -1, -1, -1};
    struct system_use uses[] = {system_between(&known, &unknown),
                                system_between(&unknown, &known)};

    for (int i = 0; i < 2; i++) {
        ck_assert(isnan(uses[i].busy));
        ck_assert(isnan(uses[i].stolen));
        ck_assert(isnan(uses[i].pressure));
        ck_assert_int_eq(uses[i].overflows, -1);
        ck_assert_int_eq(uses[i].drops, -1);
    }
}
END_TEST

START_TEST(count_that_runs_backwards_is_nothing)
{
    struct system_state before = {10, 100, 5, 4000000, 3, 7};
    struct system_state after = {11, 99, 4, 3000000, 2, 6};
    struct system_use use = system_between(&before, &after);

    ck_assert_double_eq(use.busy, 0);
    ck_assert_double_eq(use.stolen, 0);
    ck_assert_double_eq(use.pressure, 0);
    ck_assert_int_eq(use.overflows, 0);
    ck_assert_int_eq(use.drops, 0);
}
END_TEST

START_TEST(pressure_of_no_time_is_unknown)
{
    struct system_state now = {10, 100, 5, 4000000, 3, 7};
    struct system_use use = system_between(&now, &now);

    ck_assert(isnan(use.pressure));
    ck_assert_double_eq(use.busy, 0);
}
END_TEST

// Seconds of CPU that this process has used so far.
static double
cpu_now(void)
{
    struct timespec used;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

START_TEST(machine_itself_is_busy_with_this_test)
{
    struct system_state before = system_now();
    double begin = cpu_now();

    while (cpu_now() - begin < 0.3)
        continue;
    struct system_state after = system_now();
    struct system_use use = system_between(&before, &after);
    ck_assert_double_gt(use.seconds, 0);
    ck_assert(isnan(use.busy) || use.busy >= 0.1);
    ck_assert(isnan(use.stolen) || use.stolen >= 0);
    ck_assert(isnan(use.pressure)
              || (use.pressure >= 0 && use.pressure <= 1));
    ck_assert_int_ge(use.overflows, -1);
    ck_assert_int_ge(use.drops, -1);
}
END_TEST

#define COUNT(array) (sizeof array / sizeof array[0])

Suite *
system_suite(void)
{
    Suite *suite = suite_create("system");
    TCase *tests = tcase_create("system");

    tcase_add_test(tests, busy_is_all_but_idle_iowait_and_steal);
    tcase_add_loop_test(tests, busy_may_be_unknown, 0, COUNT(no_stat));
    tcase_add_test(tests, pressure_is_the_total_of_some);
    tcase_add_loop_test(tests, pressure_may_be_unknown, 0,
                        COUNT(no_pressure));
    tcase_add_test(tests, overflows_stand_under_their_name);
    tcase_add_loop_test(tests, overflows_may_be_unknown, 0,
                        COUNT(no_netstat));
    tcase_add_test(tests, use_is_the_difference);
    tcase_add_test(tests, unknown_stays_unknown);
    tcase_add_test(tests, count_that_runs_backwards_is_nothing);
    tcase_add_test(tests, pressure_of_no_time_is_unknown);
    tcase_add_test(tests, machine_itself_is_busy_with_this_test);
    suite_add_tcase(suite, tests);
    return suite;
}
