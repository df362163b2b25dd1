package org.smilestream.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.smilestream.connectors.format.SchemaFile;

class FileRowsTest {
  private static final String SCHEMA =
      """
      model: m
      task: classification
      id: row
      eventTime: {column: row, unit: minutes}
      derived: {before: {lag: 1}, earlier: {lag: 2}}
      numeric: [x]
      categorical: {before: 4, earlier: 4}
      target: y
      classes: [a, b]
      """;

  @TempDir private Path folder;

  private FileRows open(String schema, String csv) throws IOException {
    Path file = Files.writeString(folder.resolve("rows.csv"), csv);
    Path description = Files.writeString(folder.resolve("schema.yaml"), schema);
    return new FileRows(file, SchemaFile.readForFile(description));
  }

  private static List<String> all(FileRows rows) throws IOException {
    List<String> all = new ArrayList<>();
    for (byte[] row = rows.next(); row != null; row = rows.next()) {
      all.add(new String(row, StandardCharsets.UTF_8));
    }
    return all;
  }

  @Test
  void areNumbered() throws IOException {
    try (FileRows rows = open(SCHEMA, "x,y\n1,a\n2,b\n,a\n")) {
      List<String> all = all(rows);

      assertThat(all).hasSize(3);
      assertThat(all.get(0)).isEqualTo("{\"row\":0,\"x\":\"1\",\"y\":\"a\"}");
      assertThat(all.get(1)).contains("\"row\":1").doesNotContain("before");
      // An empty cell is no member.
      assertThat(all.get(2)).contains("\"row\":2").doesNotContain("\"x\"");
    }
  }

  @Test
  void ofTheSameKeyTheFirstIsKept() throws IOException {
    String schema = SCHEMA + "distinctBy: [x]\n";
    try (FileRows rows = open(schema, "x,y\n1,a\n1,b\n2,b\n1,a\n")) {
      List<String> all = all(rows);

      assertThat(all).hasSize(2);
      assertThat(all.get(1)).contains("\"row\":1", "\"x\":\"2\"");
      assertThat(rows.dropped()).isEqualTo(2);
    }
  }

  @Test
  void aSchemaNamesTheColumnsOfAFileWithoutHeader() throws IOException {
    try (FileRows rows = open(SCHEMA + "header: [y, x]\n", "a,1\nb,2\n")) {
      assertThat(all(rows)).hasSize(2).first().isEqualTo("{\"row\":0,\"y\":\"a\",\"x\":\"1\"}");
    }
  }

  @Test
  void aColumnOfTheFileIsNotReplaced() throws IOException {
    try (FileRows rows = open(SCHEMA, "row,x,y\n7,1,a\n")) {
      assertThat(all(rows)).containsExactly("{\"row\":\"7\",\"x\":\"1\",\"y\":\"a\"}");
    }
  }

  @Test
  void whatIsWrongIsOneSentence() throws IOException {
    assertThatThrownBy(() -> open(SCHEMA, "x,z\n1,a\n"))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("rows.csv' has no column 'y'; it has [x, z]");
    try (FileRows rows = open(SCHEMA, "x,y\n1,a\n2,b,3\n")) {
      assertThatThrownBy(() -> all(rows))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("rows.csv', data line 2: ");
    }
  }
}
