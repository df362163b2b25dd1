package org.smilestream.job.golden;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class GoldenCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  @Test
  void aLineAFileAndASummary() throws IOException {
    copy("lppd.json");
    copy("gradient-gelu.json");

    assertThat(execute(folder.toString())).isZero();

    assertThat(out.toString().lines())
        .hasSize(3)
        .satisfiesExactly(
            line ->
                assertThat(line)
                    .startsWith("ok     gradient-gelu.json (gradient): largest error ")
                    .endsWith("tolerance 1e-09"),
            line -> assertThat(line).startsWith("ok     lppd.json (lppd)"),
            line -> assertThat(line).isEqualTo("2 of 2 golden files hold with engine 'scalar'."));
  }

  @Test
  void oneFileThatDoesNotHoldMakesItFail() throws IOException {
    copy("lppd.json");
    Files.writeString(folder.resolve("broken.json"), "{");

    assertThat(execute(folder.toString())).isEqualTo(1);

    assertThat(out.toString()).contains("FAILED broken.json: cannot be read: ").contains("1 of 2");
  }

  @Test
  void wrongUseIsOneSentence() {
    assertThat(execute(folder.resolve("none").toString())).isEqualTo(2);
    assertThat(firstError()).startsWith("there is no folder '").endsWith("none'");
  }

  @Test
  void anUnknownEngineIsWrongUse() {
    assertThat(execute(folder.toString(), "--engine", "steam")).isEqualTo(2);
    assertThat(firstError()).startsWith("unknown engine 'steam'; known: ").contains("scalar");
  }

  @Test
  void aFolderWithoutGoldenFilesIsWrongUse() {
    assertThat(execute(folder.toString())).isEqualTo(2);
    assertThat(firstError()).endsWith("holds no golden file (*.json)");
  }

  private void copy(String file) throws IOException {
    Files.copy(GoldenRunnerTest.golden().resolve(file), folder.resolve(file));
  }

  private String firstError() {
    return err.toString().lines().findFirst().orElseThrow();
  }

  private int execute(String... args) {
    return new CommandLine(new GoldenCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }
}
