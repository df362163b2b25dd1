package org.smilestream.job.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownMetricsTest {
  private final KnownMetrics metrics = new KnownMetrics();

  @ParameterizedTest
  @CsvSource({
    "chains.chains.group.11.stepSize, stepSize",
    "chains-wide.chains.group.0.stepSize, stepSize",
    "chains.chains.group.0.chain.13.rejectedSteps, rejectedSteps",
    "observations-parsed.input.code.bad-value.deadLetters, code.CODE.deadLetters",
    "predictions.predictions.requestLatency.p99, requestLatency",
    "keyed-models.keys.loaded, loaded",
  })
  void whatStandsForSomethingIsFilledIn(String name, String metric) {
    assertThat(metrics.find(name))
        .hasValueSatisfying(found -> assertThat(found.name()).isEqualTo(metric));
  }

  @Test
  void othersAreNotKnown() {
    assertThat(metrics.find("chains.chains.group.0.chain.13.other")).isEmpty();
    assertThat(metrics.find("chains.chains.group.0.1.stepSize")).isEmpty();
  }
}
