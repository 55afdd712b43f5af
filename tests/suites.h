// The test suites: one for each module, and those over whole programs.

#ifndef SUITES_H
#define SUITES_H

#include <check.h>

// modules
Suite *text_suite(void);
Suite *list_suite(void);
Suite *options_suite(void);
Suite *retry_suite(void);
Suite *outcome_suite(void);
Suite *result_suite(void);
Suite *body_suite(void);
Suite *output_suite(void);
Suite *stop_suite(void);
Suite *batch_suite(void);
Suite *fetch_suite(void);
Suite *progress_suite(void);
Suite *summary_suite(void);
Suite *semaphore_suite(void);
Suite *timers_suite(void);
Suite *siblings_suite(void);
Suite *say_suite(void);
Suite *client_suite(void);
Suite *pool_suite(void);
Suite *stall_suite(void);
Suite *queue_suite(void);
Suite *narrator_suite(void);
Suite *loop_suite(void);

// the harness
Suite *statistics_suite(void);
Suite *bounds_suite(void);
Suite *pattern_suite(void);
Suite *endpoints_suite(void);
Suite *scenario_suite(void);
Suite *plan_suite(void);
Suite *dice_suite(void);
Suite *records_suite(void);
Suite *verify_suite(void);
Suite *verdict_suite(void);
Suite *files_suite(void);
Suite *gnuplot_suite(void);
Suite *charts_suite(void);
Suite *measure_suite(void);
Suite *sample_suite(void);
Suite *series_suite(void);
Suite *system_suite(void);
Suite *noise_suite(void);
Suite *latency_suite(void);
Suite *phases_suite(void);
Suite *labels_suite(void);
Suite *stalls_suite(void);
Suite *waterfall_suite(void);
Suite *overtime_suite(void);
Suite *latency_chart_suite(void);
Suite *judge_suite(void);
Suite *table_suite(void);
Suite *others_suite(void);
Suite *runs_suite(void);
Suite *results_suite(void);
Suite *diff_suite(void);
Suite *trace_suite(void);
Suite *predict_suite(void);
Suite *terminal_suite(void);
Suite *page_suite(void);
Suite *report_suite(void);
Suite *index_suite(void);
Suite *compare_suite(void);

// whole programs
Suite *programs_outcomes_suite(void);
Suite *programs_cap_suite(void);
Suite *programs_reuse_suite(void);
Suite *programs_retry_suite(void);
Suite *programs_output_suite(void);
Suite *programs_input_suite(void);
Suite *programs_stop_suite(void);
Suite *programs_save_suite(void);
Suite *programs_limits_suite(void);
Suite *programs_thousands_suite(void);
Suite *programs_usage_suite(void);
Suite *programs_traps_suite(void);
Suite *programs_others_suite(void);

#endif
