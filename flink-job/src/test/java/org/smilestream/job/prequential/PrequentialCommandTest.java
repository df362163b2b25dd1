package org.smilestream.job.prequential;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Timeout(180)
class PrequentialCommandTest {
  private static final int ROWS = 400;

  private static final String MODEL =
      """
      model.hidden: 8
      chains.count: 4
      scaler.warm-up-rows: 60
      window.rows: 200
      learning: {batch-rows: 32, tuning-steps: 100, thinning: 10}
      warm-start.max-epochs: 30
      """;

  private static final String REGRESSION =
      """
      model: m
      task: regression
      id: row
      eventTime: {column: row, unit: seconds}
      numeric: [x]
      nullable: [x]
      missing: "?"
      target: y
      """;

  private static final String CLASSES =
      """
      model: m
      task: classification
      id: row
      eventTime: {column: row, unit: seconds}
      derived: {before: {lag: 1}}
      numeric: [x]
      categorical: {before: 4}
      nullable: [x]
      missing: "?"
      target: label
      classes: [low, high]
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  /** y = 100 + 50 x + noise of deviation 5; every 20th x is unknown. */
  private Path data() throws IOException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>(List.of("x,y,label"));
    for (int i = 0; i < ROWS; i++) {
      double x = random.nextGaussian();
      double y = 100 + 50 * x + 5 * random.nextGaussian();
      lines.add((i % 20 == 7 ? "?" : x) + "," + y + "," + (y < 100 ? "low" : "high"));
    }
    return Files.write(folder.resolve("rows.csv"), lines);
  }

  /** The same rows, one a minute, with the times at which x and y are known. */
  private Path timed(int delayMinutes) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(data()));
    lines.set(0, lines.get(0) + ",at,known");
    for (int i = 1; i < lines.size(); i++) {
      lines.set(i, lines.get(i) + "," + i + "," + (i + delayMinutes));
    }
    return Files.write(folder.resolve("timed.csv"), lines);
  }

  private int execute(String schema, String... more) throws IOException {
    return execute(data(), schema, more);
  }

  private int execute(Path data, String schema, String... more) throws IOException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--data",
                data.toString(),
                "--schema",
                Files.writeString(folder.resolve("schema.yaml"), schema).toString(),
                "--model",
                Files.writeString(folder.resolve("model.yaml"), MODEL).toString(),
                "--report",
                folder.resolve("report.html").toString(),
                "--json",
                folder.resolve("run.json").toString()));
    args.addAll(List.of(more));
    return new CommandLine(new PrequentialCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(args.toArray(String[]::new));
  }

  private JsonNode json() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("run.json").toFile());
  }

  @Test
  void numbersArePredictedBeforeTheyAreLearned() throws IOException {
    assertThat(execute(REGRESSION)).as(err.toString()).isZero();

    JsonNode json = json();
    assertThat(json.path("records").asInt()).isEqualTo(ROWS);
    assertThat(json.path("predictions").asInt()).isEqualTo(ROWS);
    assertThat(json.path("deadLetters").asInt()).isZero();
    assertThat(json.path("events").isArray()).isTrue();
    JsonNode scores = json.path("scores");
    assertThat(scores.path("rows").asInt()).isEqualTo(ROWS - 100);
    // Without x the mean absolute error is 40, and with it 4; one row of 20 lacks it.
    assertThat(scores.path("meanAbsoluteError").asDouble()).isBetween(3.0, 15.0);
    assertThat(scores.path("logPredictiveDensity").asDouble()).isBetween(-4.8, -3.0);
    assertThat(scores.has("accuracy")).isFalse();
    assertThat(json.path("sampler").path("chains").asInt()).isEqualTo(4);
    assertThat(out.toString()).contains("400 rows, 400 predictions, 0 dead letters");
    assertThat(folder.resolve("report.html")).content().contains("mean absolute error");
  }

  @Test
  void classesHaveScoresOfTheirOwn() throws IOException {
    assertThat(execute(CLASSES, "--parallelism", "1")).as(err.toString()).isZero();

    JsonNode scores = json().path("scores");
    assertThat(scores.path("rows").asInt()).isEqualTo(ROWS - 100);
    assertThat(scores.path("accuracy").asDouble()).isBetween(0.85, 0.99);
    assertThat(scores.path("logPredictiveDensity").asDouble()).isBetween(-0.5, -0.02);
    assertThat(scores.path("brier").asDouble()).isBetween(0.01, 0.4);
    assertThat(scores.path("ece").asDouble()).isBetween(0.0, 0.2);
    assertThat(scores.has("meanAbsoluteError")).isFalse();
    assertThat(folder.resolve("report.html")).content().contains("Brier score");
  }

  /** A label that is known when the features are is learned in the same place as a whole row. */
  @Test
  void aLabelWithoutDelayChangesNothing() throws IOException {
    String whole = REGRESSION.replace("column: row, unit: seconds", "column: at, unit: minutes");
    String late = whole + "labelTime: {column: known, unit: minutes}\n";

    assertThat(execute(timed(0), whole)).as(err.toString()).isZero();
    JsonNode scores = json().path("scores");
    assertThat(execute(timed(0), late)).as(err.toString()).isZero();

    assertThat(json().path("records").asInt()).isEqualTo(2 * ROWS);
    assertThat(json().path("predictions").asInt()).isEqualTo(ROWS);
    assertThat(json().path("deadLetters").asInt()).isZero();
    assertThat(json().path("scores")).isEqualTo(scores);
  }

  @Test
  void aLabelIsLearnedWhenItIsKnown() throws IOException {
    String late =
        REGRESSION.replace("column: row, unit: seconds", "column: at, unit: minutes")
            + "labelTime: {column: known, unit: minutes}\n";

    // Nothing is learned from before all is predicted: the scores are those of the prior.
    assertThat(execute(timed(ROWS), late)).as(err.toString()).isZero();
    assertThat(json().path("scores").path("rows").asInt()).isZero();
    assertThat(execute(timed(50), late)).as(err.toString()).isZero();
    assertThat(json().path("scores").path("rows").asInt()).isEqualTo(ROWS - 100);
    assertThat(json().path("scores").path("meanAbsoluteError").asDouble()).isBetween(3.0, 30.0);

    assertThat(execute(timed(50), late, "-D", "labels.time-limit=49 min")).isZero();
    assertThat(json().path("deadLetters").asInt()).isEqualTo(ROWS);
    assertThat(out.toString())
        .contains(
            "label of row '0' is late: it came 50 min after the features, and the limit is 49 min");
  }

  @Test
  void rowsThatCannotBeUsedAreCounted() throws IOException {
    String strict = REGRESSION.replace("nullable: [x]\n", "");

    assertThat(execute(strict)).as(err.toString()).isZero();

    assertThat(json().path("deadLetters").asInt()).isEqualTo(ROWS / 20);
    assertThat(out.toString())
        .contains("the first dead letter:  column 'x' is not a number: \"?\"");
  }

  private static final String KEYED =
      REGRESSION.replace("target:", "categorical: {label: 2}\ntarget:");

  @Test
  void keysHaveModelsOfTheirOwnWhateverTheParallelism() throws IOException {
    String[] key = {"-D", "model.key=label", "-D", "scaler.warm-up-rows=30"};
    assertThat(execute(KEYED, key)).as(err.toString()).isZero();
    JsonNode two = json();
    List<String> one = new ArrayList<>(List.of(key));
    one.addAll(List.of("--parallelism", "1"));
    assertThat(execute(KEYED, one.toArray(String[]::new))).as(err.toString()).isZero();

    assertThat(json().path("scores")).isEqualTo(two.path("scores"));
    assertThat(json().path("worstKeys")).isEqualTo(two.path("worstKeys"));
    assertThat(two.path("predictions").asInt()).isEqualTo(ROWS);
    // Each label has about 200 rows, the first 100 of which are not scored.
    assertThat(two.path("scores").path("rows").asInt()).isEqualTo(ROWS - 200);
    assertThat(two.path("worstKeys").findValuesAsText("model"))
        .containsExactlyInAnyOrder("m/low", "m/high");
    assertThat(two.path("sampler").path("chains").asInt()).isEqualTo(2 * 4);
    assertThat(out.toString()).contains("2 keys have scores; the worst of them:");
  }

  /** y is |x| times 50: a linear model cannot know it, a network can. */
  @Test
  void aBetterChallengerTakesOverWhateverTheParallelism() throws IOException {
    Random random = new Random(5);
    List<String> lines = new ArrayList<>(List.of("x,y"));
    for (int i = 0; i < 600; i++) {
      double x = random.nextGaussian();
      lines.add(x + "," + (50 * Math.abs(x) + 5 * random.nextGaussian()));
    }
    Path data = Files.write(folder.resolve("bent.csv"), lines);
    Path wide = Files.writeString(folder.resolve("wide.yaml"), MODEL);
    String[] options = {
      "--challenger",
      "wide=" + wide,
      "-D",
      "model.hidden=[]",
      "-D",
      "prediction.recalibration=adaptive",
      "--parallelism",
      "2"
    };

    assertThat(execute(data, REGRESSION, options)).as(err.toString()).isZero();
    JsonNode two = json();
    options[options.length - 1] = "1";
    assertThat(execute(data, REGRESSION, options)).as(err.toString()).isZero();

    assertThat(json().path("scores")).isEqualTo(two.path("scores"));
    assertThat(json().path("models")).isEqualTo(two.path("models"));
    assertThat(json().path("events")).isEqualTo(two.path("events"));
    assertThat(two.path("predictions").asInt()).isEqualTo(600);
    assertThat(two.path("models").findValuesAsText("model")).containsExactly("m", "wide");
    double linear = two.at("/models/0/scores/logPredictiveDensity").asDouble();
    double network = two.at("/models/1/scores/logPredictiveDensity").asDouble();
    assertThat(network).isGreaterThan(linear + 0.3);
    assertThat(two.at("/scores/logPredictiveDensity").asDouble()).isBetween(linear, network);
    assertThat(two.at("/scores/rows").asInt()).isEqualTo(500);
    assertThat(two.at("/models/0/scores/recalibratedCoverage/0.9").asDouble()).isBetween(0.8, 1.0);
    assertThat(two.at("/models/0/scores/worstBlockRecalibratedCoverage/0.9").isNumber()).isTrue();
    assertThat(two.at("/models/1/scores").has("recalibratedCoverage")).isFalse();
    assertThat(out.toString()).containsPattern("90 % interval holds +[0-9.]+ %  recalibrated");
    assertThat(two.path("events").findValuesAsText("event"))
        .anySatisfy(event -> assertThat(event).startsWith("'wide' takes the place of 'm': better"));
    assertThat(out.toString()).contains("each model on its own, log predictive density:");
    assertThat(folder.resolve("report.html")).exists();
  }

  @Test
  void intervalsOfLateLabelsAreNotRecalibrated() throws IOException {
    String late =
        REGRESSION.replace("column: row, unit: seconds", "column: at, unit: minutes")
            + "labelTime: {column: known, unit: minutes}\n";

    int code = execute(timed(0), late, "-D", "prediction.recalibration=adaptive");

    assertThat(code).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString())
        .contains("option 'prediction.recalibration' cannot be 'adaptive'", "'labelTime'");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void wrongUseIsNamedBeforeTheStart() throws IOException {
    String data = data().toString();
    int code =
        new CommandLine(new PrequentialCommand())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute("--data", data, "--schema", folder.resolve("none.yaml").toString());

    assertThat(code).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).contains("option '--schema' cannot be", "there is no such file");
    assertThat(out.toString()).isEmpty();
  }
}
