package org.smilestream.job.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DemoITCase {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int demo(String... arguments) {
    CommandLine command = new CommandLine(new DemoCommand());
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }

  /** A few flights as fast as they go, with two chains. */
  private int small(Path folder, String scenario, int flights) {
    return demo(
        "--scenario=" + scenario,
        "--records=" + flights,
        "--speed=0",
        "--chains=2",
        "--folder=" + folder,
        "--report=" + folder.resolve("report.html"),
        "--json=" + folder.resolve("summary.json"),
        "--port=18081");
  }

  /** The whole month, as fast as it goes, with half of the chains: what the demo owes. */
  @Test
  @Timeout(400)
  void theMonthIsPredictedWellAndNothingStaysBehind(@TempDir Path folder) throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    Path report = folder.resolve("report.html");
    Path json = folder.resolve("summary.json");

    int exitCode =
        demo(
            "--speed=0",
            "--chains=4",
            "--folder=" + temporary,
            "--report=" + report,
            "--json=" + json,
            "--port=18081");

    assertThat(exitCode).as(err.toString()).isZero();
    JsonNode summary = new ObjectMapper().readTree(json.toFile());
    assertThat(summary.get("records").asInt()).isEqualTo(7568);
    assertThat(summary.get("predictions").asInt()).isEqualTo(7568);
    assertThat(summary.get("deadLetters").asInt()).isZero();
    assertThat(summary.get("checkpoints").asInt()).isPositive();
    JsonNode scores = summary.get("scores");
    assertThat(scores.get("rows").asInt()).isEqualTo(7468);
    assertThat(scores.get("logPredictiveDensity").asDouble()).isGreaterThan(-3.9);
    assertThat(scores.get("meanAbsoluteError").asDouble()).isLessThan(8.5);
    assertThat(scores.get("coverage").get("0.9").asDouble()).isBetween(0.85, 0.95);
    JsonNode sampler = summary.get("sampler");
    assertThat(sampler.get("chains").asInt()).isEqualTo(4);
    assertThat(sampler.get("rejectedShares"))
        .hasSize(4)
        .allSatisfy(share -> assertThat(share.asDouble()).isLessThan(0.05));
    assertThat(sampler.get("medianStepSize").asDouble()).isBetween(1e-6, 1.0);
    assertThat(report).content().contains("<html");
    assertThat(out.toString()).contains("7,568 flights, 7,568 predictions, 0 dead letters");
    try (var left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
    assertThat(ProcessHandle.current().children().map(each -> each.info().commandLine().orElse("")))
        .noneMatch(commandLine -> commandLine.contains("BrokerMain"));
  }

  @Test
  @Timeout(200)
  void labelsThatComeLateAreJoined(@TempDir Path folder) throws Exception {
    int exitCode = small(folder, "late-labels", 600);

    assertThat(exitCode).as(err.toString()).isZero();
    JsonNode summary = new ObjectMapper().readTree(folder.resolve("summary.json").toFile());
    assertThat(summary.get("predictions").asInt()).isEqualTo(600);
    assertThat(summary.get("deadLetters").asInt()).isZero();
    assertThat(summary.get("scores").get("rows").asInt()).isEqualTo(500);
    assertThat(out.toString()).contains("The job learns how late it was when it has landed.");
  }

  @Test
  @Timeout(200)
  void aChangeInTheMiddleIsFound(@TempDir Path folder) throws Exception {
    int exitCode = small(folder, "drift", 3000);

    assertThat(exitCode).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains("From flight 1,500 on (")
        .containsPattern("at flight +1,[5-9][0-9]{2}  group [01]: drift alarm")
        .contains("drift trial")
        .contains("the first 200 flights after");
    assertThat(folder.resolve("report.html")).content().contains("drift alarm");
  }

  @Test
  void wrongOptionsAreRefusedBeforeAnythingStarts(@TempDir Path folder) {
    for (List<String> wrong :
        List.of(
            List.of(
                "--scenario=storm", "'--scenario': 'storm' is none of flights, late-labels, drift"),
            List.of("--chains=0", "'--chains' cannot be 0"),
            List.of("--speed=-1", "'--speed' cannot be -1.0"),
            List.of("--port=99999", "'--port' cannot be 99999"),
            List.of("--engine=abacus", "unknown engine 'abacus'"),
            List.of("--folder=" + folder.resolve("none"), "'--folder'"),
            List.of("--report=" + folder.resolve("none/r.html"), "'--report'"))) {
      err.getBuffer().setLength(0);
      assertThat(demo(wrong.get(0))).as(wrong.get(0)).isEqualTo(2);
      assertThat(err.toString()).contains(wrong.get(1));
    }
  }
}
