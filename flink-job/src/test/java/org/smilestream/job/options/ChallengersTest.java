package org.smilestream.job.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

class ChallengersTest {
  private static final Schema CHAMPION = schema("time", "y", "x");

  private static Schema schema(String time, String target, String feature) {
    return new Schema(
        "m", Task.REGRESSION, "id", time, List.of(feature), List.of(), target, List.of());
  }

  private static JobSettings settings(String key, String value) {
    return JobSettings.from(
        Configuration.fromMap(
            Map.of("kafka.bootstrap-servers", "b", "schema.file", "s", key, value)));
  }

  private static Schema check(String key, String value, Schema schema) {
    JobSettings own = settings(key, value);
    return new Challengers(settings("model.hidden", "8"), CHAMPION)
        .schema(new JobSettings.Challenger("wide", "wide.yaml", own), schema);
  }

  @Test
  void otherFeaturesCanBeCompared() {
    Schema other = check("model.name", "wide", schema("time", "y", "z"));

    assertThat(other.model()).isEqualTo("wide");
    assertThat(other.numeric()).containsExactly("z");
  }

  @Test
  void anotherTargetCannot() {
    assertThatThrownBy(() -> check("model.name", "wide", schema("at", "z", "x")))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage(
            "challenger 'wide' in 'wide.yaml': its rows cannot be compared with those of model 'm':"
                + " another 'eventTime', 'target'");
  }

  @Test
  void namesMustDiffer() {
    assertThatThrownBy(() -> check("model.name", "m", CHAMPION))
        .hasMessageContaining("the model of the job has this name too");
  }

  @Test
  void itsOwnOptionsMustFitItsSchema() {
    Schema classes =
        new Schema(
            "wide",
            Task.CLASSIFICATION,
            "id",
            "time",
            List.of("x"),
            List.of(),
            "y",
            List.of("a", "b"));
    assertThatThrownBy(() -> check("prediction.recalibration", "adaptive", classes))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith(
            "challenger 'wide' in 'wide.yaml': option 'prediction.recalibration'");
  }

  @Test
  void countsAndNumbersCannotBeCompared() {
    assertThatThrownBy(() -> check("model.likelihood", "poisson", CHAMPION.named("wide")))
        .hasMessageContaining("'model.likelihood' is for counts");
  }
}
