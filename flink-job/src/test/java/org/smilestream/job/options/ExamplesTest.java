package org.smilestream.job.options;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.smilestream.connectors.format.SchemaFile;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.data.Schema;

/** The files of docs/examples are read by the job as they stand. */
class ExamplesTest {
  private static final Path FOLDER = Path.of("..", "docs", "examples");

  @Test
  void everyConfigurationIsRightAndFitsItsSchema() throws IOException {
    List<Path> configurations = files(false);

    assertThat(configurations).isNotEmpty();
    for (Path file : configurations) {
      JobSettings settings = JobSettings.from(ConfigFile.load(file, Map.of()));
      Schema schema = SchemaFile.read(Path.of(settings.stream().schemaFile()));
      assertThat(settings.model().spec(schema).dimension()).as(file.toString()).isPositive();
    }
  }

  @Test
  void everySchemaIsRight() throws IOException {
    assertThat(files(true))
        .isNotEmpty()
        .allSatisfy(file -> assertThat(SchemaFile.read(file).model()).isNotBlank());
  }

  @Test
  void everySchemaOfAFileIsRight() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER.resolve("prequential"))) {
      assertThat(files.toList())
          .isNotEmpty()
          .allSatisfy(
              file -> assertThat(SchemaFile.readForFile(file).schema().model()).isNotBlank());
    }
  }

  @Test
  void theFlightsAreThoseOfTheDemo() {
    assertThat(SchemaFile.read(FOLDER.resolve("flights-schema.yaml"))).isEqualTo(Flights.schema());
  }

  /** Schemas are told apart by their name. */
  private static List<Path> files(boolean schemas) throws IOException {
    try (Stream<Path> all = Files.list(FOLDER)) {
      return all.filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> file.toString().endsWith("schema.yaml") == schemas)
          .sorted()
          .toList();
    }
  }
}
