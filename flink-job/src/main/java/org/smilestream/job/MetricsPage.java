package org.smilestream.job;

import java.util.Locale;
import java.util.stream.Collectors;
import org.smilestream.operators.MetricCatalogue;
import org.smilestream.operators.metrics.Metric;

/** The page about the metrics, from their definitions. */
final class MetricsPage {
  private static final String HEAD =
      """
      # Metrics

      Written by `./smilestream metrics > docs/metrics.md` from the classes `…Metrics` in
      `operators/src/main/java/org/smilestream/operators`; do not edit it by hand.

      | where | how a metric is called there |
      | --- | --- |
      | Flink's page and its REST API, `/jobs/JOB/vertices/VERTEX/subtasks/metrics` | scope and name as below, `chains.chains.group.0.stepSize` |
      | Prometheus, through `flink-metrics-prometheus` ([how](operations.md#prometheus)) | `flink_taskmanager_job_task_operator_chains_group_stepSize{operator_name="chains",group="0",…}`: the scope without the operator, the numbers of a group and a chain and the code of a dead letter as labels |
      | the topic `tuner` | a record of the type `metrics` for each subtask, every 5 s, from input, order and diagnostics while records come: `chains.group.0.stepSize` among its `values`, those that are known ([fields](records.md#tuner)) |

      A value that is not known is NaN on Flink's page and in Prometheus, and left out in the topic. A counter begins at 0 whenever its task starts. A meter is a rate over the last minute. A histogram
      is of the newest 1,000 values: `_p50`, `_p99`, `_max` and others on Flink's page, a `quantile` in Prometheus, `.p50`, `.p99`, `.max` and `.count` in the topic. A text is on Flink's page only.
      """;

  private static final String TAIL =
      """

      ## Flink's and Kafka's own

      | metric | meaning | healthy |
      | --- | --- | --- |
      | `Source__observations.pendingRecords`, `Source__requests.pendingRecords` | backlog: records in Kafka that the source has not read | does not grow for minutes |
      | `Source__observations.currentEmitEventTimeLag` | ms from a record's time in Kafka to its way out of the source | below a second |
      | `OPERATOR.currentInputWatermark` | event time that the operator has reached | moves |
      | `numberOfFailedCheckpoints`, `lastCheckpointDuration`, `lastCheckpointSize` (of the job) | checkpoints | stands still; far below the interval; see [Sizes](operations.md#sizes) |
      | `SINK__Committer.failedCommittables` | transactions that could not be committed; what was in them is [lost](operations.md#smilestreamoutputlost) | 0 |
      | `numRestarts` (of the job) | restarts | stands still |
      | `busyTimeMsPerSecond`, `backPressuredTimeMsPerSecond` (of a task) | share of a task's time | `chains` below 900 |
      """;

  private MetricsPage() {}

  /** The page in Markdown. */
  static String markdown() {
    StringBuilder page = new StringBuilder(HEAD);
    for (MetricCatalogue.Section section : MetricCatalogue.sections()) {
      page.append("\n## ").append(section.title()).append("\n\n");
      page.append("Scope ")
          .append(
              section.scopes().stream()
                  .map(scope -> "`" + scope + ".`")
                  .collect(Collectors.joining(", ")))
          .append("\n\n| metric | type | unit | meaning | healthy |\n")
          .append("| --- | --- | --- | --- | --- |\n");
      section.metrics().forEach(metric -> page.append(row(metric)));
    }
    return page.append(TAIL).toString();
  }

  private static String row(Metric metric) {
    return "| `%s` | %s | %s | %s | %s |\n"
        .formatted(
            metric.name(),
            metric.type().name().toLowerCase(Locale.ROOT),
            metric.unit(),
            metric.meaning(),
            metric.healthy());
  }
}
