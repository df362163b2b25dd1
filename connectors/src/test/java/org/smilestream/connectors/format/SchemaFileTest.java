package org.smilestream.connectors.format;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

class SchemaFileTest {
  private static final String YAML =
      """
      model: cover
      task: classification
      id: cell
      eventTime: at
      numeric: [slope, elevation]
      categorical: {soil: 40}
      target: type
      classes: [pine, 2, true]
      """;

  @Test
  void readsYaml(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("cover.yaml"), YAML);

    assertThat(SchemaFile.read(file))
        .isEqualTo(
            new Schema(
                "cover",
                Task.CLASSIFICATION,
                "cell",
                "at",
                List.of("slope", "elevation"),
                List.of(new CategoricalColumn("soil", 40)),
                "type",
                List.of("pine", "2", "true")));
  }

  @Test
  void readsJsonWithTabs(@TempDir Path folder) throws IOException {
    String json =
        """
        {\t"model": "m", "task": "regression", "id": "id", "eventTime": "at",
        \t"categorical": {"a": 3}, "target": "y"}
        """;
    Path file = Files.writeString(folder.resolve("m.json"), json);

    assertThat(SchemaFile.read(file).categorical()).containsExactly(new CategoricalColumn("a", 3));
  }

  @Test
  void keepsTheOrderOfCategoricalColumns() {
    String yaml = YAML.replace("{soil: 40}", "{z: 3, a: 4, m: 5}");

    assertThat(parse(yaml).categorical())
        .extracting(CategoricalColumn::name)
        .containsExactly("z", "a", "m");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          model: cover          | model:                | key 'model', not null
          model: cover          | modle: cover          | unknown key 'modle' with the value "cover"
          id: cell              | # nothing             | lacks the key 'id'
          id: cell              | id: [a, b]            | key 'id', not ["a","b"]
          id: cell              | id: at                | column 'at' stands twice
          id: cell              | model: cover          | Duplicate field 'model'
          task: classification  | task: ranking         | key 'task', not 'ranking'
          task: classification  | task: regression      | takes no 'classes'
          [slope, elevation]    | slope                 | list at key 'numeric', not "slope"
          [slope, elevation]    | [slope, 7]            | key 'numeric', not 7
          {soil: 40}            | [soil]                | key 'categorical', not ["soil"]
          {soil: 40}            | {soil: many}          | column 'soil' at key 'categorical', not "many"
          {soil: 40}            | {soil: 4.5}           | column 'soil' at key 'categorical', not 4.5
          {soil: 40}            | {soil: 1}             | 'soil' needs at least 2 slots
          {soil: 40}            | {soil: 40, soil: 41}  | Duplicate field 'soil'
          [pine, 2, true]       | [pine, fir, pine]     | names 'pine' twice at key 'classes'
          [pine, 2, true]       | [pine, [fir]]         | key 'classes', not ["fir"]
          [pine, 2, true]       | [pine                 | is not valid YAML at line
          """)
  void namesWhatIsWrong(String right, String wrong, String message) {
    assertThatThrownBy(() -> parse(YAML.replace(right, wrong)))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageStartingWith("schema file 'cover.yaml'")
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n");
  }

  @Test
  void refusesWhatIsNoSetOfKeys() {
    assertThatThrownBy(() -> parse("")).isInstanceOf(InvalidSchemaException.class);
    assertThatThrownBy(() -> parse("- a")).isInstanceOf(InvalidSchemaException.class);
    assertThatThrownBy(() -> parse(YAML + "---\nmodel: second"))
        .isInstanceOf(InvalidSchemaException.class);
  }

  @Test
  void tagsMakeNoObjects() {
    String yaml = YAML.replace("model: cover", "model: !!javax.script.ScriptEngineManager [x]");

    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageContaining("key 'model', not [\"x\"]");
  }

  /** Each line would be ten times the one before it. */
  @Test
  @Timeout(10)
  void aliasesAreNotExpanded() {
    StringBuilder bomb = new StringBuilder("classes: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }

    assertThatThrownBy(() -> parse(bomb.toString()))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageContaining("unknown key 'a1'")
        .message()
        .hasSizeLessThan(500);
    assertThatThrownBy(() -> parse(YAML.replace("[slope, elevation]", "*columns")))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageContaining("needs a list at key 'numeric', not \"columns\"");
  }

  @Test
  void whatIsTooLargeIsRefused(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("s.yaml"), YAML + "# ".repeat(200_000));
    assertThatThrownBy(() -> SchemaFile.read(file))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageContaining("s.yaml' has more than 262144 bytes");

    assertThatThrownBy(() -> parse(YAML.replace("pine", "p".repeat(1001))))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageContaining("needs a name of up to 1000 characters at key 'classes'");
    String classes = IntStream.range(0, 10_001).mapToObj(Integer::toString).collect(joining(","));
    assertThatThrownBy(() -> parse(YAML.replace("pine, 2, true", classes)))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageContaining("has 10001 names at key 'classes', more than 10000");
    assertThatThrownBy(() -> parse("model: " + "[".repeat(10_000)))
        .isInstanceOf(InvalidSchemaException.class);
  }

  @Test
  void namesAFileThatDoesNotExist(@TempDir Path folder) {
    assertThatThrownBy(() -> SchemaFile.read(folder.resolve("none.yaml")))
        .isInstanceOf(InvalidSchemaException.class)
        .hasMessageContaining("none.yaml' does not exist");
  }

  private static Schema parse(String yaml) {
    return SchemaFile.parse("cover.yaml", yaml.getBytes(StandardCharsets.UTF_8));
  }
}
