package org.smilestream.job.bench.uci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.job.options.InvalidConfigurationException;

class SplitTest {
  private static final int ROWS = 10;

  @TempDir private Path folder;

  private Split read(String text) throws IOException {
    return Split.read(Files.writeString(folder.resolve("a-1.json"), text), ROWS);
  }

  @Test
  void threeListsInAnyOrderWhateverElseThereIs() throws IOException {
    Split split =
        read(
            "{\"seed\": 1, \"test\": [9, 0],\n\"about\": {\"train\": [1, 1]}, \"valid\": [3],"
                + "\n\"train\": [5, 4, 6]}");

    assertThat(split.train()).containsExactly(5, 4, 6);
    assertThat(split.valid()).containsExactly(3);
    assertThat(split.test()).containsExactly(9, 0);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.json");

    assertThatThrownBy(() -> Split.read(file, ROWS))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("there is no file '" + file + "'");
  }

  /** In the text ' stands for a quotation mark and / ends a line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'train': [1],/'valid': [2],/'test': [3, 10]} | , line 3: 'test' names row 10, but the table has the rows 0 to 9",
        "{'train': [1,/-1], 'valid': [2], 'test': [3]} | , line 2: 'train' names row -1, but the table has the rows 0 to 9",
        "{'train': [1],/'valid': [2, 'x'], 'test': [3]} | , line 2: there must be a row number",
        "{'train': [1],/'valid': [2.5], 'test': [3]} | , line 2: there must be a row number",
        "{'train': [1], 'valid': [[2]], 'test': [3]} | , line 1: there must be a row number",
        "{'train': [1],/'valid': 2, 'test': [3]} | , line 2: there must be a list of row numbers",
        "{'train': null} | , line 1: there must be a list of row numbers",
        "[1, 2] | , line 1: there must be an object",
        "`` | , line 1: there must be an object",
        "{'train': [1], 'test': [3]} | ` has no list 'valid' of row numbers`",
        "{'train': [1], 'valid': [], 'test': [3]} | ` has no list 'valid' of row numbers`",
        "{} | ` has no list 'train' of row numbers`",
        "{'train': [1, 2], 'valid': [3], 'test': [2]} | ` names row 2 more than once`",
        "{'train': [1, 1], 'valid': [3], 'test': [2]} | ` names row 1 more than once`",
      })
  void whatIsWrongIsOneSentenceWithTheFile(String text, String sentence) {
    assertThatThrownBy(() -> read(text.replace('\'', '"').replace('/', '\n')))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("file '" + folder.resolve("a-1.json") + "'" + sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "train: 1, 2 | 1",
        "{'train': [1],/'valid': [2 3]} | 2",
        "{'train': [1],/'valid': [2, | 2",
        "{'train': [1],/'valid' | 2",
        "{'train': [1],/'valid': [99999999999999999999]} | 2",
        "{'train': [1],/'valid': [\u00ff\u00fe]} | 2",
      })
  void whatIsNotJsonIsOneSentenceWithFileAndLine(String text, int line) {
    assertThatThrownBy(() -> read(text.replace('\'', '"').replace('/', '\n')))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("file '" + folder.resolve("a-1.json") + "', line " + line + ": ")
        .satisfies(failure -> assertThat(failure.getMessage().lines()).hasSize(1));
  }

  @Test
  void bytesThatAreNoTextAreNoJson() throws IOException {
    Path file = Files.write(folder.resolve("a-1.json"), new byte[] {'{', '"', (byte) 0xff, '"'});

    assertThatThrownBy(() -> Split.read(file, ROWS))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("file '" + file + "', line 1: ");
  }
}
