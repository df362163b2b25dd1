package org.smilestream.job.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.connectors.kafka.StartPosition;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;
import org.smilestream.model.Activation;
import org.smilestream.model.Likelihood;
import org.smilestream.model.ModelSpec;
import org.smilestream.model.Prior;
import org.smilestream.model.ScaleLink;
import org.smilestream.operators.chains.LearningLimits;
import org.smilestream.sampler.SamplerSettings;

class JobSettingsTest {

  private static JobSettings settings(String... keysAndValues) {
    Map<String, String> options = new HashMap<>();
    options.put("kafka.bootstrap-servers", "localhost:9092");
    options.put("schema.file", "schema.yaml");
    for (int i = 0; i < keysAndValues.length; i += 2) {
      options.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return JobSettings.from(Configuration.fromMap(options));
  }

  @Test
  void onlyBrokersAndSchemaMustBeSet() {
    JobSettings settings = settings();

    assertThat(settings.model().hidden()).containsExactly(16, 16, 16);
    assertThat(settings.model().prior()).isEqualTo(Prior.STANDARD_NORMAL);
    assertThat(settings.stream().idleTimeout()).isEmpty();
    assertThat(settings.stream().startFrom()).isEqualTo(StartPosition.COMMITTED);
    assertThat(settings.stream().historyTopic()).isEmpty();
    assertThat(settings.chains().limits()).isEqualTo(LearningLimits.NONE);
    assertThat(settings.learner().sampler().energyErrorTarget()).isNaN();
    assertThat(settings.learner().sampler().initialStepSize()).isNaN();
    assertThat(settings.runtime().parallelism()).isEmpty();
  }

  @Test
  void everyKindOfValueIsRead() {
    JobSettings settings =
        settings(
            "model.hidden", "[4, 2]",
            "model.activation", "tanh",
            "model.prior", "laplace",
            "model.prior-location", "-0.5",
            "chains.seed", "12345678901",
            "sampler.name", "cyclical-sgld",
            "sampler.initial-step-size", "1e-9",
            "sampler.cycle-steps", "500",
            "stream.idle-timeout", "1 min",
            "start.from", "2026-01-31T00:00:00Z",
            "history.topic", "archive",
            "learning.max-lag", "500 ms",
            "learning.budget", "250 µs",
            "delivery", "at-least-once",
            "parallelism", "3",
            "kafka.client.security.protocol", "SASL_SSL");

    assertThat(settings.model().hidden()).isEqualTo(List.of(4, 2));
    assertThat(settings.model().activation()).isEqualTo(Activation.TANH);
    assertThat(settings.model().prior()).isEqualTo(new Prior(Prior.Family.LAPLACE, -0.5, 1));
    assertThat(settings.learner().sampler().seed()).isEqualTo(12345678901L);
    assertThat(settings.learner().sampler().name()).isEqualTo(SamplerSettings.Name.CYCLICAL_SGLD);
    assertThat(settings.learner().sampler().initialStepSize()).isEqualTo(1e-9);
    assertThat(settings.learner().sampler().cycleSteps()).isEqualTo(500);
    assertThat(settings.stream().idleTimeout()).contains(Duration.ofMinutes(1));
    assertThat(settings.stream().startFrom().text()).isEqualTo("2026-01-31T00:00:00Z");
    assertThat(settings.stream().historyTopic()).contains("archive");
    assertThat(settings.chains().limits()).isEqualTo(new LearningLimits(500, 250_000));
    assertThat(settings.runtime().delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
    assertThat(settings.runtime().parallelism()).contains(3);
    assertThat(settings.kafka().client()).isEqualTo(Map.of("security.protocol", "SASL_SSL"));
  }

  @Test
  void aListNeedsNoBracketsAndMayBeEmpty() {
    assertThat(settings("model.hidden", "8,4").model().hidden()).containsExactly(8, 4);
    assertThat(settings("model.hidden", "32").model().hidden()).containsExactly(32);
    assertThat(settings("model.hidden", "[]").model().hidden()).isEmpty();
  }

  @Test
  void theTaskChoosesTheLikelihoodUnlessOneIsSet() {
    assertThat(settings().model().likelihood(Task.REGRESSION))
        .isEqualTo(Likelihood.GAUSSIAN_HETEROSCEDASTIC);
    assertThat(settings().model().likelihood(Task.CLASSIFICATION))
        .isEqualTo(Likelihood.CATEGORICAL);
    assertThat(settings("model.likelihood", "gaussian").model().likelihood(Task.REGRESSION))
        .isEqualTo(Likelihood.GAUSSIAN);
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(
            () -> settings("model.likelihood", "gaussian").model().likelihood(Task.CLASSIFICATION))
        .withMessage(
            "option 'model.likelihood' cannot be 'gaussian' because the schema's task is"
                + " 'classification'");
  }

  @Test
  void degreesOfFreedomAreGivenOrLearned() {
    Schema schema = Flights.schema();
    ModelSpec learned = settings("model.likelihood", "student-t").model().spec(schema);
    assertThat(learned.degreesOfFreedom()).isNaN();
    assertThat(learned.freeParameters()).isEqualTo(1);

    ModelSpec given =
        settings("model.likelihood", "student-t", "model.student-dof", "4").model().spec(schema);
    assertThat(given.degreesOfFreedom()).isEqualTo(4);
    assertThat(given.dimension()).isEqualTo(learned.dimension() - 1);

    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("model.student-dof", "4").model().spec(schema))
        .withMessage(
            "option 'model.student-dof' cannot be 4.0 with the likelihood"
                + " 'gaussian-heteroscedastic': it belongs to 'student-t'");
  }

  @Test
  void theScaleOfTheNoiseHasALinkWhereItIsAnOutput() {
    Schema schema = Flights.schema();

    assertThat(settings().model().spec(schema).scaleLink()).isEqualTo(ScaleLink.EXP_LINEAR);
    assertThat(settings("model.scale-link", "exp").model().spec(schema).scaleLink())
        .isEqualTo(ScaleLink.EXP);
    assertThat(settings("model.likelihood", "gaussian").model().spec(schema).scaleLink())
        .isEqualTo(ScaleLink.EXP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chains.count | eight | an integer from 1 to 1024",
        "chains.count | 0 | an integer from 1 to 1024",
        "chains.count | 2000 | an integer from 1 to 1024",
        "chains.count | 1.5 | an integer from 1 to 1024",
        "window.rows | -1 | an integer of at least 1",
        "model.hidden | 16, 0 | a list of integers of at least 1, such as [16, 16]",
        "model.hidden | wide | a list of integers of at least 1, such as [16, 16]",
        "model.activation | swish | one of 'relu', 'tanh', 'sigmoid', 'gelu', 'identity'",
        "model.student-dof | 2 | a finite number above 2.0",
        "model.scale-link | log | one of 'exp', 'exp-linear'",
        "model.prior-scale | 0 | a finite number above 0",
        "model.prior-scale | Infinity | a finite number above 0",
        "model.prior-location | NaN | a finite number",
        "sampler.initial-step-size | NaN | a number from 1.0E-12 to 10.0",
        "checkpoint.interval | soon | a duration of at least 10 ms with its unit, such as '10 s'",
        "stream.idle-timeout | 5 | a duration of at least 1 ms with its unit, such as '10 s'",
        "learning.max-lag | 0 | a duration of at least 1 ms with its unit, such as '10 s'",
        "checkpoint.interval | 1 ms | a duration of at least 10 ms with its unit, such as '10 s'",
        "topic.tuner | a topic | " + "a topic name of up to 249 letters, digits, '.', '_' and '-'",
        "start.from | yesterday | "
            + "'committed', 'earliest', 'latest' or an instant such as '2026-01-31T00:00:00Z'",
        "start.from | 1890-01-31T00:00:00Z | "
            + "'committed', 'earliest', 'latest' or an instant such as '2026-01-31T00:00:00Z'",
        "learning.max-lag | 0 s | a duration of at least 1 ms with its unit, such as '10 s'",
        "delivery | EXACTLY_ONCE | one of 'exactly-once', 'at-least-once'",
      },
      quoteCharacter = '"')
  void aWrongValueIsNamedWithWhatTheOptionTakes(String key, String value, String words) {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings(key, value))
        .withMessage("option '" + key + "' cannot be '" + value + "': it takes " + words);
  }

  @Test
  void anEmptyValueIsWrong() {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("chains.count", ""))
        .withMessage("option 'chains.count' cannot be '': it takes an integer from 1 to 1024");
  }

  @Test
  void aMissingOptionIsNamed() {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> JobSettings.from(new Configuration()))
        .withMessage(
            "option 'kafka.bootstrap-servers' must be set: it takes a text that is not empty");
  }

  @ParameterizedTest
  @CsvSource({
    "chain.count, ; did you mean 'chains.count'?",
    "window.row, ; did you mean 'window.rows'?",
    "flink.rest.port, ; 'smilestream run --help' lists all options",
  })
  void anUnknownOptionIsNamedWithTheNearestOne(String key, String hint) {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings(key, "1"))
        .withMessage("there is no option '" + key + "'" + hint);
  }

  @Test
  void optionsThatDoNotFitTogetherAreRefused() {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("chains.count", "2", "chains.groups", "3"))
        .withMessage(
            "option 'chains.groups' cannot be 3 because 'chains.count' is 2: it must not be"
                + " larger");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("window.rows", "100"))
        .withMessageStartingWith("option 'learning.batch-rows' cannot be 256");
    assertThat(settings("sampler.cycle-steps", "20").learner().thinning()).isEqualTo(20);
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("sampler.name", "cyclical-sgld", "sampler.cycle-steps", "20"))
        .withMessage(
            "option 'sampler.cycle-steps' cannot be 20 because 'learning.thinning' is 20: it must"
                + " be larger");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("topic.tuner", "requests"))
        .withMessage(
            "options 'topic.requests' and 'topic.tuner' cannot both be 'requests': each topic needs"
                + " a name of its own");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("history.topic", "observations"))
        .withMessage(
            "options 'topic.observations' and 'history.topic' cannot both be 'observations': each"
                + " topic needs a name of its own");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("kafka.client.group.id", "mine"))
        .withMessage(
            "option 'kafka.client.group.id' cannot be set: use 'kafka.group-id' in its place");
  }

  /** At the defaults 8 checkpoints of 10 s and 1 min each are shorter than 10 min. */
  @ParameterizedTest
  @CsvSource({
    "10 s, 1 min, 600000, 7",
    "10 s, 2 min, 600000, 3",
    "2 s, 10 s, 600000, 10",
    "239 s, 1 min, 600000, 1",
    "10 s, 1 min, 900000, 10",
  })
  void checkpointsFailNoLongerThanTransactionsLast(
      String interval, String timeout, String transaction, int failures) {
    String[] options = {
      "checkpoint.interval", interval,
      "checkpoint.timeout", timeout,
      "kafka.client.transaction.timeout.ms", transaction
    };

    JobSettings.Runtime runtime = settings(options).runtime();

    assertThat(runtime.tolerableCheckpointFailures()).isEqualTo(failures);
    Duration longest = runtime.checkpointInterval().plus(runtime.checkpointTimeout());
    assertThat(longest.multipliedBy(failures + 1))
        .isLessThan(Duration.ofMillis(Long.parseLong(transaction)));
  }

  @Test
  void checkpointsThatOutlastTransactionsAreRefused() {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("checkpoint.interval", "4 min"))
        .withMessage(
            "options 'checkpoint.interval' and 'checkpoint.timeout' cannot be '4 min' and '1 min'"
                + " with exactly-once delivery: twice their sum must be below the transactions'"
                + " timeout of 10 min");
    JobSettings.Runtime free =
        settings("checkpoint.interval", "1 h", "delivery", "at-least-once").runtime();
    assertThat(free.tolerableCheckpointFailures()).isEqualTo(10);
  }

  @Test
  void intervalsAreRecalibratedOnlyWhereEachRowBringsItsNumber() {
    String key = "prediction.recalibration";
    JobSettings adaptive = settings(key, "adaptive", "prediction.recalibration-rate", "0.01");
    Schema late = Flights.schemaOfLateLabels();
    Schema classes =
        new Schema(
            "m",
            Task.CLASSIFICATION,
            "id",
            "at",
            List.of("x"),
            List.of(),
            "y",
            List.of("no", "yes"));

    assertThat(adaptive.recalibrationRate(Flights.schema())).contains(0.01);
    assertThat(settings(key, "adaptive").recalibrationRate(Flights.schema())).contains(0.005);
    assertThat(settings().recalibrationRate(Flights.schema())).isEmpty();
    assertThat(settings().recalibrationRate(late)).isEmpty();
    assertThat(settings().recalibrationRate(classes)).isEmpty();
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> adaptive.recalibrationRate(classes))
        .withMessage(
            "option 'prediction.recalibration' cannot be 'adaptive' because the schema's task is"
                + " 'classification': classes have no intervals");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> adaptive.recalibrationRate(late))
        .withMessage(
            "option 'prediction.recalibration' cannot be 'adaptive' because the schema has"
                + " 'labelTime': each row needs its target when it is predicted");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings(key, "adaptive", "model.key", "carrier"))
        .withMessage(
            "option 'prediction.recalibration' cannot be 'adaptive' with 'model.key': the models of"
                + " keys are not recalibrated");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings(key, "adaptive", "prediction.recalibration-rate", "0"))
        .withMessage(
            "option 'prediction.recalibration-rate' cannot be '0': it takes a number from 1.0E-5 to"
                + " 1.0");
  }

  @Test
  void aKeyMakesModelsWithoutItsColumn() {
    Schema schema = Flights.schema();
    JobSettings shared = settings();
    JobSettings keyed = settings("model.key", "carrier", "model.key-idle", "2 d");

    assertThat(shared.keys()).isEmpty();
    JobSettings.Keys keys = keyed.keys().orElseThrow();
    assertThat(keys.idle()).contains(Duration.ofDays(2));
    assertThat(keys.maxKeys()).isEqualTo(100_000);
    assertThat(keys.heapBytes()).isEqualTo(256L << 20);
    assertThat(keyed.spec(schema).categorySlots())
        .hasSize(shared.spec(schema).categorySlots().size() - 1);
  }

  @Test
  void whatMakesNoSenseWithKeysIsOneSentence() {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("model.key", "distance_miles").spec(Flights.schema()))
        .withMessageMatching(
            "option 'model.key' cannot be 'distance_miles': 'distance_miles' is no categorical"
                + " column of the schema, which has '.*'");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("model.key-idle", "2 d"))
        .withMessage(
            "option 'model.key-idle' cannot be '2 d' without 'model.key': it belongs to models of keys");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("model.key", "carrier", "learning.budget", "2 ms"))
        .withMessage(
            "option 'learning.budget' cannot be '2 ms' with 'model.key': it is a budget of one model");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("model.key", "carrier", "start.posterior", "p.npz"))
        .withMessage(
            "option 'start.posterior' cannot be 'p.npz' with 'model.key': a posterior of one model"
                + " does not start those of many keys");
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> settings("model.key", "carrier", "model.key-memory", "5 kb"))
        .withMessage(
            "option 'model.key-memory' cannot be '5 kb': it takes an amount of memory of at least 1"
                + " mb, such as '256 mb'");
  }
}
