// sample and tree: what /proc tells, read from made-up texts and from
// processes that are there.

#include "../plots/sample.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../plots/tree.h"
#include "suites.h"
#include "support.h"

#define KIBIBYTE 1024

START_TEST(status_is_read)
{
    struct sample s;

    ck_assert(sample_parse("Name:\tVmRSS:\nState:\tS (sleeping)\n"
                           "VmPeak:\t  9000 kB\nVmSize:\t    8000 kB\n"
                           "VmHWM:\t     700 kB\nVmRSS:\t     600 kB\n"
                           "RssAnon:\t   450 kB\nRssFile:\t   140 kB\n"
                           "RssShmem:\t    10 kB\nThreads:\t12\n", &s));
    ck_assert_int_eq(s.processes, 1);
    ck_assert_int_eq(s.resident, 600 * KIBIBYTE);
    ck_assert_int_eq(s.anonymous, 450 * KIBIBYTE);
    ck_assert_int_eq(s.peak, 700 * KIBIBYTE);
    ck_assert_int_eq(s.reserved, 8000 * KIBIBYTE);
    ck_assert_int_eq(s.peak_reserved, 9000 * KIBIBYTE);
    ck_assert_int_eq(s.threads, 12);
}
END_TEST

START_TEST(process_that_has_ended_has_no_memory)
{
    struct sample s;

    ck_assert(!sample_parse("Name:\tx\nState:\tZ (zombie)\nThreads:\t1\n",
                            &s));
    ck_assert_int_eq(s.processes, 0);
    ck_assert_int_eq(s.threads, 0);
    ck_assert(!sample_parse("", &s));
}
END_TEST

START_TEST(old_kernel_does_not_tell_what_is_anonymous)
{
    struct sample s;

    ck_assert(sample_parse("VmSize:\t8000 kB\nVmRSS:\t600 kB\nThreads:\t1\n",
                           &s));
    ck_assert_int_eq(s.anonymous, 600 * KIBIBYTE);
    ck_assert_int_eq(s.peak, 600 * KIBIBYTE);
    ck_assert_int_eq(s.peak_reserved, 8000 * KIBIBYTE);
}
END_TEST

START_TEST(shared_pages_count_once_in_a_tree)
{
    struct sample tree = {0};
    const struct sample processes[] = {
        {1, 100, 40, 100, 1000, 1100, 1, 5},    // shares 60
        {1, 200, 120, 210, 2000, 2000, 3, 6},   // shares 80
        {0},                                    // has ended
        {1, 75, 25, 900, 500, 9000, 1, 4},      // shares 50, was large once
    };
    long long shared = 0;

    sample_add(&tree, &processes[0], &shared);
    ck_assert_int_eq(tree.resident, 100);
    ck_assert_int_eq(tree.peak, 100);
    sample_add(&tree, &processes[1], &shared);
    ck_assert_int_eq(tree.resident, 40 + 120 + 80);
    ck_assert_int_eq(tree.peak, 240);
    ck_assert_int_eq(tree.peak_reserved, 3000);
    sample_add(&tree, &processes[2], &shared);
    sample_add(&tree, &processes[3], &shared);
    ck_assert_int_eq(tree.processes, 3);
    ck_assert_int_eq(tree.resident, 40 + 120 + 25 + 80);
    ck_assert_int_eq(tree.peak, 900);
    ck_assert_int_eq(tree.reserved, 3500);
    ck_assert_int_eq(tree.peak_reserved, 9000);
    ck_assert_int_eq(tree.threads, 5);
    ck_assert_int_eq(tree.descriptors, 15);
}
END_TEST

START_TEST(process_itself_can_be_looked_at)
{
    struct sample s = sample_take(getpid());

    ck_assert_int_eq(s.processes, 1);
    ck_assert_int_gt(s.resident, 100 * KIBIBYTE);
    ck_assert_int_ge(s.resident, s.anonymous);
    ck_assert_int_ge(s.peak, s.resident);
    ck_assert_int_ge(s.reserved, s.resident);
    ck_assert_int_ge(s.threads, 1);
    ck_assert_int_ge(s.descriptors, 3);
}
END_TEST

START_TEST(nobody_is_nothing)
{
    struct sample s = sample_take(0x7ffffff0);

    ck_assert_int_eq(s.processes, 0);
    ck_assert_int_eq(s.threads, 0);
    ck_assert_int_eq(s.descriptors, 0);
}
END_TEST

START_TEST(parent_is_read_from_stat)
{
    ck_assert_int_eq(tree_parent("12 (cat) S 7 12 12 0"), 7);
    ck_assert_int_eq(tree_parent("12 (a) R 9 (b) S 8 12 12 0"), 8);
    ck_assert_int_eq(tree_parent("12 () Z 1 1"), 1);
    ck_assert_int_eq(tree_parent("12 (cat"), -1);
    ck_assert_int_eq(tree_parent("12 (cat) S"), -1);
    ck_assert_int_eq(tree_parent(""), -1);
}
END_TEST

// The shell that runs two sleeps and is one parent of three.
static pid_t
start_family(int *ready)
{
    int ends[2];
    char nothing;

    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl("/bin/sh", "sh", "-c",
              "sleep 60 & (sleep 60 & echo; wait) & wait", (char *)NULL);
        _exit(1);
    }
    close(ends[1]);
    ck_assert_int_eq(read(ends[0], &nothing, 1), 1);
    *ready = ends[0];
    return child;
}

// Ends everything that was found, and waits until nobody writes any more.
static void
end_family(const struct tree *tree, pid_t child, int ready)
{
    char nothing;

    for (size_t i = 0; i < tree->count; i++)
        kill(tree->all[i], SIGKILL);
    ck_assert_int_eq(read(ready, &nothing, 1), 0);
    close(ready);
    ck_assert_int_eq(waitpid(child, NULL, 0), child);
}

// True when the process is in the list.
static bool
holds(const struct tree *tree, pid_t process)
{
    for (size_t i = 0; i < tree->count; i++)
        if (tree->all[i] == process)
            return true;
    return false;
}

// Both ways find the same three processes below the shell.
START_TEST(descendants_are_found_in_both_ways)
{
    int ready;
    pid_t child = start_family(&ready);
    struct tree below = tree_below(getpid());
    struct tree parents = tree_by_parents(getpid());
    struct tree grandchildren = tree_by_parents(child);
    struct sample sum = sample_take_below(child);
    bool listed = access("/proc/thread-self/children", R_OK) == 0;
    struct tree children = tree_by_children(getpid());
    bool same = true;

    for (size_t i = 0; i < parents.count; i++)
        same = same && holds(&below, parents.all[i])
               && (!listed || holds(&children, parents.all[i]));
    end_family(&below, child, ready);
    ck_assert(same);
    ck_assert(holds(&below, child));
    ck_assert(!holds(&below, getpid()));
    ck_assert_uint_eq(grandchildren.count, 3);
    ck_assert_uint_ge(parents.count, 4);
    ck_assert_uint_eq(below.count, parents.count);
    ck_assert(!listed || children.count == parents.count);
    ck_assert_int_eq(sum.processes, 3);
    ck_assert_int_ge(sum.descriptors, 9);
    tree_free(&below);
    tree_free(&parents);
    tree_free(&grandchildren);
    tree_free(&children);
}
END_TEST

START_TEST(childless_process_has_nobody_below)
{
    pid_t child = fork();

    if (child == 0)
        for (;;)
            pause();
    struct tree below = tree_below(child);
    struct tree parents = tree_by_parents(child);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    ck_assert_uint_eq(below.count, 0);
    ck_assert_uint_eq(parents.count, 0);
    tree_free(&below);
    tree_free(&parents);
}
END_TEST

Suite *
sample_suite(void)
{
    Suite *suite = suite_create("sample");
    TCase *tests = tcase_create("sample");

    tcase_add_test(tests, status_is_read);
    tcase_add_test(tests, process_that_has_ended_has_no_memory);
    tcase_add_test(tests, old_kernel_does_not_tell_what_is_anonymous);
    tcase_add_test(tests, shared_pages_count_once_in_a_tree);
    tcase_add_test(tests, process_itself_can_be_looked_at);
    tcase_add_test(tests, nobody_is_nothing);
    tcase_add_test(tests, parent_is_read_from_stat);
    tcase_add_test(tests, descendants_are_found_in_both_ways);
    tcase_add_test(tests, childless_process_has_nobody_below);
    suite_add_tcase(suite, tests);
    return suite;
}
