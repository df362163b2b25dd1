package org.smilestream.connectors.format;

import java.nio.charset.StandardCharsets;
import org.smilestream.data.TunerStatistics;

/** Statistics of a chain group as JSON with the type "tuner", keyed by {@code model-group}. */
public final class TunerFormat implements RecordFormat<TunerStatistics> {
  private static final long serialVersionUID = 1;

  @Override
  public byte[] key(TunerStatistics statistics) {
    String key = statistics.model() + "-" + statistics.group();
    return key.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] value(TunerStatistics statistics) {
    return new JsonRecord()
        .text("type", "tuner")
        .text("model", statistics.model())
        .integer("group", statistics.group())
        .integer("firstChain", statistics.firstChain())
        .integer("sequence", statistics.sequence())
        .time("eventTime", statistics.eventTime())
        .text("phase", statistics.phase().name())
        .integer("windowRows", statistics.windowRows())
        .integer("steps", statistics.steps())
        .numbers("stepSizes", statistics.stepSizes())
        .numbers("energyErrorMeans", statistics.energyErrorMeans())
        .numbers("energyErrorSpreads", statistics.energyErrorSpreads())
        .numbers("normalisedEnergyErrors", statistics.normalisedEnergyErrors())
        .integers("rejections", statistics.rejections())
        .numbers("logDensities", statistics.logDensities())
        .text("engine", statistics.engine())
        .text("event", statistics.event())
        .toBytes();
  }
}
