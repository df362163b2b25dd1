package org.smilestream.job.bench.analytical;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.job.BenchCommand;
import picocli.CommandLine;

class AnalyticalCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path folder;

  private int execute(String... args) {
    List<String> all = new ArrayList<>(List.of("analytical"));
    all.addAll(List.of(args));
    return new CommandLine(new BenchCommand())
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(all.toArray(String[]::new));
  }

  private int small(String... args) {
    List<String> all =
        new ArrayList<>(
            List.of("--dimensions=2,3", "--gradients=200", "--chains=2", "--repetitions=2"));
    all.addAll(List.of(args));
    return execute(all.toArray(String[]::new));
  }

  @Test
  void aRowARunAndASentenceANoise() {
    assertThat(small("--density=gaussian", "--noise=none,anisotropic", "--threads=1")).isZero();

    List<String> lines = out.toString().lines().toList();
    assertThat(lines.get(0)).startsWith("density").contains("sampler", "step size", "b²", "bias²");
    // Two dimensions; eight samplers without noise, seven with it.
    assertThat(lines.subList(1, 31))
        .allMatch(line -> line.startsWith("gaussian"))
        .anyMatch(line -> line.contains(" none        –         mclmc "))
        .anyMatch(line -> line.contains(" anisotropic gaussian  psmile-naive "));
    assertThat(lines.get(31)).isEmpty();
    assertThat(lines.subList(32, lines.size()))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("noise none: psmile-naive has the lower b² on "),
            line -> assertThat(line).startsWith("noise anisotropic: ").contains("of 2 problems"));
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void resultsDoNotDependOnThreads() throws Exception {
    String one = json("--threads=1");
    String two = json("--threads=2");

    assertThat(two).isEqualTo(one);
    JsonNode result = new ObjectMapper().readTree(one);
    assertThat(result.get("complete").asBoolean()).isTrue();
    JsonNode cell = result.get("cells").get(1);
    assertThat(cell.get("density").asText()).isEqualTo("banana");
    assertThat(cell.get("condition").isNull()).isTrue();
    assertThat(cell.get("sampler").asText()).isEqualTo("psmile-naive");
    assertThat(cell.get("setting").asText()).isEqualTo("step-size");
    assertThat(cell.get("errors")).hasSameSizeAs(result.get("gradients"));
    assertThat(cell.get("candidates")).hasSize(6);
  }

  private String json(String threads) throws Exception {
    Path file = folder.resolve("results.json");
    assertThat(
            small(
                "--density=banana,funnel",
                "--noise=correlated",
                "--distribution=student-t",
                threads,
                "--json=" + file))
        .isZero();
    return Files.readString(file);
  }

  @Test
  void theFigureIsAnXmlDocument() throws Exception {
    Path file = folder.resolve("figure.svg");
    assertThat(small("--density=funnel", "--svg=" + file)).isZero();

    var svg = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    assertThat(svg.getDocumentElement().getTagName()).isEqualTo("svg");
    // Two dimensions; eight samplers without noise, seven under each of four noises.
    assertThat(svg.getElementsByTagName("polyline").getLength()).isEqualTo(2 * (8 + 4 * 7));
    assertThat(svg.getDocumentElement().getTextContent())
        .contains("funnel, d = 3", "psmile-naive", "anisotropic", "10⁻²", "gradients of a chain");
  }

  @Test
  void moreThreadsThanCoresAreToldOf() {
    int threads = Runtime.getRuntime().availableProcessors() + 1;

    assertThat(small("--density=banana", "--noise=none", "--threads=" + threads)).isZero();
    assertThat(err.toString()).startsWith("smilestream: option '--threads' is " + threads);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--density=cube | option '--density' cannot be 'cube': it must be all or some of gaussian, banana, funnel",
        "--noise=pink | option '--noise' cannot be 'pink': it must be all or some of none, isotropic",
        "--distribution=cauchy | option '--distribution' cannot be 'cauchy': it must be all",
        "--samplers=nuts | option '--samplers' cannot be 'nuts': it must be all or some of smile-naive",
        "--dimensions=2,1 | option '--dimensions' cannot be 1: it must be from 2 to 1000",
        "--dimensions=two | Invalid value for option '--dimensions' (D): 'two' is not an int",
        "--condition=0.5 | option '--condition' cannot be 0.5: it must be from 1 to 1e+08",
        "--noise-scale=0 | option '--noise-scale' cannot be 0.0: it must be above 0",
        "--noise-spread=NaN | option '--noise-spread' cannot be NaN: it must be from 1",
        "--step-sizes=0 | option '--step-sizes' cannot be 0.0: it must be from 1e-09 to 1000",
        "--preconditioner-window=0 | option '--preconditioner-window' cannot be 0: it must be from 1 to 1000000",
        "--energy-errors=-1 | option '--energy-errors' cannot be -1.0: it must be from 1e-30 to 1000",
        "--gradients=99 | option '--gradients' cannot be 99: it must be from 100 to 1000000000",
        "--chains=0 | option '--chains' cannot be 0: it must be from 1 to 1000",
        "--repetitions=1 | option '--repetitions' cannot be 1: it must be from 2 to 1000",
        "--threads=0 | option '--threads' cannot be 0: it must be from 1 to 1000",
        "--json=nowhere/a.json | option '--json' cannot be 'nowhere/a.json': there is no such folder",
        "--svg=nowhere/a.svg | option '--svg' cannot be 'nowhere/a.svg': there is no such folder"
      })
  void wrongUseNamesOptionAndValue(String argument, String sentence) {
    assertThat(execute(argument)).isEqualTo(2);
    assertThat(err.toString().lines().findFirst().orElseThrow()).startsWith(sentence);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aSamplerWithoutNoiseNeedsAProblemWithoutNoise() {
    assertThat(execute("--samplers=mclmc", "--noise=isotropic")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("option '--samplers' cannot be mclmc alone with option '--noise' isotropic");
  }
}
