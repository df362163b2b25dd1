package org.smilestream.job.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void file() {
    file = folder.resolve("job.yaml");
  }

  private Map<String, String> load(String yaml, Map<String, String> overrides) throws Exception {
    Files.writeString(file, yaml);
    return ConfigFile.load(file, overrides).toMap();
  }

  @Test
  void dottedAndNestedKeysAreTheSame() throws Exception {
    String yaml =
        """
        kafka.bootstrap-servers: localhost:9092
        kafka:
          client:
            security.protocol: SASL_SSL
            ssl.enabled.protocols: [TLSv1.3, TLSv1.2]
        chains:
          count: 4
          seed: 7
        sampler.initial-step-size: 1e-3
        model.hidden: [8, 8]
        """;

    assertThat(load(yaml, Map.of()))
        .containsOnly(
            Map.entry("kafka.bootstrap-servers", "localhost:9092"),
            Map.entry("kafka.client.security.protocol", "SASL_SSL"),
            Map.entry("kafka.client.ssl.enabled.protocols", "TLSv1.3,TLSv1.2"),
            Map.entry("chains.count", "4"),
            Map.entry("chains.seed", "7"),
            Map.entry("sampler.initial-step-size", "0.001"),
            Map.entry("model.hidden", "[8, 8]"));
  }

  @Test
  void theCommandLineGoesBeforeTheFile() throws Exception {
    assertThat(load("chains.count: 4", Map.of("chains.count", "2", "engine", "scalar")))
        .containsOnly(Map.entry("chains.count", "2"), Map.entry("engine", "scalar"));
  }

  @Test
  void aSchemaIsLookedForBesideTheFileThatNamesIt() throws Exception {
    assertThat(load("schema.file: columns.yaml", Map.of()))
        .containsEntry("schema.file", folder.resolve("columns.yaml").toString());
    assertThat(load("schema.file: /etc/columns.yaml", Map.of()))
        .containsEntry("schema.file", "/etc/columns.yaml");
    assertThat(load("rows.avro-schema: row.avsc\nlabels.avro-schema: label.avsc", Map.of()))
        .containsEntry("rows.avro-schema", folder.resolve("row.avsc").toString())
        .containsEntry("labels.avro-schema", folder.resolve("label.avsc").toString());
    assertThat(load("", Map.of("schema.file", "columns.yaml")))
        .containsEntry("schema.file", "columns.yaml");
  }

  @Test
  void whatIsNoSetOfOptionsIsRefusedInOneSentence() {
    refuses("- chains.count", "must hold lines of 'option: value'");
    refuses("chains.count: 1\nchains.seed: [1", "is not valid YAML in line 2");
    refuses("chains.count: 1\nchains.count: 2", "is not valid YAML in line 2");
    refuses("chains.count: 1\nchains: {count: 2}", "option 'chains.count' stands twice in");
    refuses("chains.count:", "option 'chains.count' has no value in");
  }

  @Test
  void aTypeThatTheFileNamesIsNotMade() {
    refuses("engine: !!javax.script.ScriptEngineManager [x]\nengine: 1", "is not valid YAML");
  }

  @Test
  void anAliasIsNotExpanded() throws Exception {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 20; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }

    assertThat(load(bomb.toString(), Map.of()).get("a19")).hasSizeLessThan(100);
  }

  @Test
  void whatIsTooLargeOrTooDeepIsRefused() {
    refuses("engine: auto" + "\n# ".repeat(400_000), "has more than 1048576 bytes");
    refuses("engine: " + "[".repeat(10_000), "is not valid YAML");
    refuses("engine: " + "{a: ".repeat(10_000), "is not valid YAML");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> ConfigFile.load(file, Map.of()))
        .withMessage("there is no configuration file '" + file + "'");
  }

  private void refuses(String yaml, String words) {
    assertThatExceptionOfType(InvalidConfigurationException.class)
        .isThrownBy(() -> load(yaml, Map.of()))
        .withMessageContaining(words)
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
  }
}
