package org.smilestream.connectors.format;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.smilestream.data.MetricsReport;

/**
 * Metrics of a subtask as JSON with the type "metrics", keyed by {@code model-operator-subtask}.
 * The names: docs/metrics.md.
 */
public final class MetricsFormat implements RecordFormat<MetricsReport> {
  private static final long serialVersionUID = 1;

  private final String model;

  /**
   * @param model name of the model that the job learns
   */
  public MetricsFormat(String model) {
    this.model = model;
  }

  @Override
  public byte[] key(MetricsReport report) {
    String key = model + "-" + report.operator() + "-" + report.subtask();
    return key.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] value(MetricsReport report) {
    return new JsonRecord()
        .text("type", "metrics")
        .text("model", model)
        .text("operator", report.operator())
        .integer("subtask", report.subtask())
        .time("time", report.time())
        .labelled("values", List.of(report.names()), report.values())
        .toBytes();
  }
}
