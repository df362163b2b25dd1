package org.smilestream.operators;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.junit.jupiter.api.Test;
import org.smilestream.data.EncodedRow;
import org.smilestream.engine.Engines;
import org.smilestream.learner.ChainGroupLearner;
import org.smilestream.learner.LearnerSettings;
import org.smilestream.learner.Streams;

class ChainMetricsTest {

  /** Keeps the gauges by their full names. */
  private static final class Recorder extends UnregisteredMetricsGroup {
    private final String scope;
    private final Map<String, Gauge<?>> gauges;

    Recorder(String scope, Map<String, Gauge<?>> gauges) {
      this.scope = scope;
      this.gauges = gauges;
    }

    @Override
    public MetricGroup addGroup(String name) {
      return new Recorder(scope + name + ".", gauges);
    }

    @Override
    public MetricGroup addGroup(String key, String value) {
      return addGroup(key).addGroup(value);
    }

    @Override
    public <T, G extends Gauge<T>> G gauge(String name, G gauge) {
      gauges.put(scope + name, gauge);
      return gauge;
    }
  }

  /** Three chains, each twice; 150 rows of two numbers, a slot and a target. */
  @Test
  void showTheMemoryOfAGroupAndItsSteps() {
    LearnerSettings settings = Streams.settings();
    ChainGroupLearner learner =
        new ChainGroupLearner(
            "test",
            1,
            new int[] {1, 3, 5},
            Streams.SPEC,
            settings,
            Engines.find("scalar").create(Streams.SPEC, settings.engineRows()));
    Map<String, Gauge<?>> gauges = new HashMap<>();
    ChainMetrics metrics = new ChainMetrics(new Recorder("", gauges));

    for (EncodedRow row : Streams.rows(60)) {
      learner
          .learn(row, row.sequence() >= 55)
          .ifPresent(round -> metrics.report(round.statistics(), learner.stateBytes()));
    }

    int d = Streams.SPEC.dimension();
    assertThat(gauges.get("chains.group.1." + ChainMetrics.STATE_BYTES).getValue())
        .isEqualTo(3L * 2 * (40 * d + 80) + 150 * (8 * 2 + 4 + 8));
    assertThat(gauges.get("chains.group.1." + ChainMetrics.STEPS).getValue()).isEqualTo(60L);
    assertThat(gauges.get("chains.group.1." + ChainMetrics.SKIPPED_STEPS).getValue()).isEqualTo(0L);

    for (EncodedRow row : Streams.rows(65).subList(60, 65)) {
      learner
          .learn(row, false)
          .ifPresent(round -> metrics.report(round.statistics(), learner.stateBytes()));
    }
    assertThat(gauges.get("chains.group.1." + ChainMetrics.STEPS).getValue()).isEqualTo(80L);
    assertThat(gauges.get("chains.group.1." + ChainMetrics.SKIPPED_STEPS).getValue())
        .isEqualTo(20L);
  }
}
