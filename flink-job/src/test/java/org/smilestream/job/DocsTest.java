package org.smilestream.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.commonmark.Extension;
import org.commonmark.ext.heading.anchor.HeadingAnchorExtension;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.smilestream.job.options.ConfigFile;
import org.smilestream.job.options.JobOptions;
import org.smilestream.job.options.JobSettings;
import picocli.CommandLine;

/** What the pages of the documentation name exists: files, sections, commands and options. */
class DocsTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

  /** The rest of the line, up to a redirection, a pipe or a comment. */
  private static final Pattern COMMAND = Pattern.compile("\\./smilestream ([^>|#&\\n]+)");

  /** An option of the job as a whole piece of code, with its value or alone. */
  private static final Pattern OPTION =
      Pattern.compile("((%s)\\.[a-z-]+)(: .*)?".formatted(String.join("|", sections())));

  /** One within a piece of code: on a line of its own, or behind -D. */
  private static final Pattern OPTION_WITHIN =
      Pattern.compile("(?m)(?:^|-D )((%s)\\.[a-z-]+)[:=]".formatted(String.join("|", sections())));

  static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    for (String folder : List.of("", "docs", "deploy")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
      }
    }
    return pages;
  }

  /** The first words of the options' names, but for those of Flink's own options too. */
  private static List<String> sections() {
    return JobOptions.keys().stream()
        .filter(key -> key.contains("."))
        .map(key -> key.substring(0, key.indexOf('.')))
        .filter(section -> !List.of("restart", "metrics").contains(section))
        .distinct()
        .toList();
  }

  private static Document read(Path page) {
    List<Extension> anchors = List.of(HeadingAnchorExtension.create());
    try {
      return Jsoup.parse(
          HtmlRenderer.builder()
              .extensions(anchors)
              .build()
              .render(Parser.builder().extensions(anchors).build().parse(Files.readString(page))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(Path page) {
    Document text = read(page);
    Stream<String> targets =
        Stream.concat(
            text.select("a[href]").stream().map(link -> link.attr("href")),
            text.select("img[src]").stream().map(image -> image.attr("src")));
    assertThat(targets.filter(target -> !ELSEWHERE.matcher(target).matches()))
        .allSatisfy(
            target -> assertThatCode(() -> follow(page, target)).doesNotThrowAnyException());
  }

  private static void follow(Path page, String target) {
    String[] parts = target.split("#", 2);
    Path file = parts[0].isEmpty() ? page : page.resolveSibling(parts[0]);
    assertThat(file).exists();
    if (parts.length == 2) {
      assertThat(read(file).getElementById(parts[1])).as("section '%s'", parts[1]).isNotNull();
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void commandsAreUnderstood(Path page) {
    assertThat(code(page).flatMap(DocsTest::commands))
        .allSatisfy(command -> assertThatCode(() -> parse(command)).doesNotThrowAnyException());
  }

  private static Stream<String> commands(String code) {
    return COMMAND
        .matcher(code.replace("\\\n", " "))
        .results()
        // Brackets are around what can be left out.
        .map(match -> match.group(1).replaceAll("[\\[\\]]", "").strip());
  }

  private static void parse(String command) {
    try {
      SmileStreamCommand.commandLine((settings, schema, from) -> {})
          .parseArgs(command.split("\\s+"));
    } catch (CommandLine.MissingParameterException e) {
      // A page may speak of one option of a command and leave out the others.
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void optionsExist(Path page) {
    assertThat(code(page).flatMap(DocsTest::options)).isSubsetOf(JobOptions.keys());
  }

  private static Stream<String> options(String code) {
    Matcher whole = OPTION.matcher(code);
    return whole.matches()
        ? Stream.of(whole.group(1))
        : OPTION_WITHIN.matcher(code).results().map(match -> match.group(1));
  }

  /** Configurations of a whole job. */
  @ParameterizedTest
  @MethodSource("pages")
  void configurationsAreRight(Path page, @TempDir Path folder) {
    Path file = folder.resolve("job.yaml");
    assertThat(code(page).filter(code -> code.startsWith("kafka:")))
        .allSatisfy(
            code -> {
              Files.writeString(file, code);
              JobSettings.from(ConfigFile.load(file, Map.of()));
            });
  }

  @Test
  void thereIsSomethingToCheck() throws IOException {
    List<Path> pages = pages();

    assertThat(pages).hasSizeGreaterThan(10);
    assertThat(pages.stream().flatMap(page -> read(page).select("a[href]").stream()))
        .hasSizeGreaterThan(100);
    assertThat(pages.stream().flatMap(DocsTest::code).flatMap(DocsTest::commands))
        .hasSizeGreaterThan(30);
    assertThat(pages.stream().flatMap(DocsTest::code).flatMap(DocsTest::options))
        .hasSizeGreaterThan(100);
    assertThat(pages.stream().flatMap(DocsTest::code)).anyMatch(code -> code.startsWith("kafka:"));
  }

  private static Stream<String> code(Path page) {
    return read(page).select("code").stream().map(Element::wholeText);
  }
}
