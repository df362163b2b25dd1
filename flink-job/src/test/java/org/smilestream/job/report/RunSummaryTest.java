package org.smilestream.job.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.data.Prediction;
import org.smilestream.data.TunerStatistics;
import org.smilestream.sampler.SamplerSettings;

class RunSummaryTest {

  private static JsonNode json(RunSummary summary) throws Exception {
    return new ObjectMapper().readTree(ReportJson.write(summary));
  }

  @Test
  void hasExactlyTheDocumentedFields() throws Exception {
    List<Prediction> predictions = SyntheticRun.predictions(1000, 1);
    List<TunerStatistics> statistics = SyntheticRun.statistics(100);
    JsonNode json = json(SyntheticRun.summary(predictions, statistics));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "records",
            "predictions",
            "deadLetters",
            "seconds",
            "checkpoints",
            "engine",
            "report",
            "scores",
            "sampler");
    assertThat(json.get("scores").fieldNames())
        .toIterable()
        .containsExactly(
            "rows",
            "logPredictiveDensity",
            "crps",
            "meanAbsoluteError",
            "rootMeanSquaredError",
            "coverage",
            "worstBlockCoverage");
    assertThat(json.get("scores").get("coverage").fieldNames())
        .toIterable()
        .containsExactly("0.5", "0.9");
    assertThat(json.get("sampler").fieldNames())
        .toIterable()
        .containsExactly(
            "name",
            "tuner",
            "preconditioner",
            "chains",
            "chainSteps",
            "chainStepsPerSecond",
            "rejectedShares",
            "medianStepSize");
  }

  @Test
  void hasTheScoresOfRecalibratedIntervalsWhereThereAreSome() throws Exception {
    List<Prediction> predictions = SyntheticRun.recalibrated(1000, 2, 2);
    JsonNode scores = json(SyntheticRun.summary(predictions, List.of())).get("scores");

    assertThat(scores.get("coverage").get("0.9").asDouble()).isLessThan(0.65);
    assertThat(scores.get("recalibratedCoverage").fieldNames())
        .toIterable()
        .containsExactly("0.5", "0.9");
    assertThat(scores.get("recalibratedCoverage").get("0.9").asDouble())
        .isEqualTo(
            Scores.of(SyntheticRun.predictions(1000, 1)).coverage().get("0.9"), within(1e-6));
    assertThat(scores.get("worstBlockRecalibratedCoverage").get("0.9").asDouble())
        .isGreaterThan(scores.get("worstBlockCoverage").get("0.9").asDouble());
  }

  @Test
  void countsTheStepsAndRejectionsOfEveryChain() {
    List<TunerStatistics> statistics = SyntheticRun.statistics(100);
    SamplerSummary sampler = SyntheticRun.summary(List.of(), statistics).sampler();

    assertThat(sampler.chains()).isEqualTo(8);
    assertThat(sampler.chainSteps()).isEqualTo(4 * 4000 + 4 * 4001);
    assertThat(sampler.rejectedShares()).hasSize(8);
    assertThat(sampler.rejectedShares()[1]).isZero();
    assertThat(sampler.rejectedShares()[2]).isCloseTo(0.01, within(1e-3));
    assertThat(sampler.rejectedShares()[7]).isCloseTo(0.02, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({
    "PSMILE, stationary, noise-variance",
    "SMILE, stationary, none",
    "PSMILE_NAIVE, none, noise-variance",
    "SGLD, none, none",
  })
  void namesTheTunerAndThePreconditionerThatWereUsed(
      SamplerSettings.Name name, String tuner, String preconditioner) {
    SamplerSettings settings = SyntheticRun.sampler(name);
    for (SamplerSummary each :
        List.of(
            SamplerSummary.of(settings, List.of(), 1),
            SamplerSummary.ofKeys(settings, List.of(), 1))) {
      assertThat(each.tuner()).isEqualTo(tuner);
      assertThat(each.preconditioner()).isEqualTo(preconditioner);
    }
  }

  @Test
  void theNewestRecordOfEachKeyCounts() {
    List<TunerStatistics> statistics = SyntheticRun.statistics(100);
    SamplerSummary sampler =
        SamplerSummary.ofKeys(SyntheticRun.sampler(SamplerSettings.Name.SMILE), statistics, 2);

    assertThat(sampler.chains()).as("one model").isEqualTo(4);
    assertThat(sampler.chainSteps()).isEqualTo(4 * statistics.get(statistics.size() - 1).steps());
    assertThat(sampler.rejectedShares()).isEmpty();
  }

  @Test
  void whatIsNotKnownIsNull() throws Exception {
    JsonNode json = json(SyntheticRun.summary(List.of(), List.of()));

    assertThat(json.get("scores").get("logPredictiveDensity").isNull()).isTrue();
    assertThat(json.get("scores").get("coverage").get("0.9").isNull()).isTrue();
    assertThat(json.get("scores").get("worstBlockCoverage").get("0.9").isNull()).isTrue();
    assertThat(json.get("sampler").get("medianStepSize").isNull()).isTrue();
  }
}
