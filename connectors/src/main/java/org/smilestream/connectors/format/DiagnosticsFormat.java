package org.smilestream.connectors.format;

import java.nio.charset.StandardCharsets;
import org.smilestream.data.DiagnosticsReport;

/** Diagnostics of a model as JSON with the type "diagnostics", keyed by {@code model}. */
public final class DiagnosticsFormat implements RecordFormat<DiagnosticsReport> {
  private static final long serialVersionUID = 1;

  @Override
  public byte[] key(DiagnosticsReport report) {
    return report.model().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] value(DiagnosticsReport report) {
    return new JsonRecord()
        .text("type", "diagnostics")
        .text("model", report.model())
        .time("eventTime", report.eventTime())
        .integer("sequence", report.sequence())
        .number("rhat", report.rhat())
        .number("ess", report.ess())
        .integer("scoredRows", report.scoredRows())
        .number("logPredictiveDensity", report.logPredictiveDensity())
        .number("crps", report.crps())
        .number("meanAbsoluteError", report.meanAbsoluteError())
        .number("rootMeanSquaredError", report.rootMeanSquaredError())
        .number("coverage50", report.coverage50())
        .number("coverage90", report.coverage90())
        .number("accuracy", report.accuracy())
        .number("brierScore", report.brierScore())
        .number("expectedCalibrationError", report.expectedCalibrationError())
        .numbers("pitHistogram", report.pitHistogram())
        .toBytes();
  }
}
