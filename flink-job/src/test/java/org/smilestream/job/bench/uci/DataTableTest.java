package org.smilestream.job.bench.uci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.job.options.InvalidConfigurationException;
import org.smilestream.model.Minibatch;

class DataTableTest {
  @TempDir private Path folder;

  private DataTable read(String text) throws IOException {
    return DataTable.read(Files.writeString(folder.resolve("a.data"), text));
  }

  private static Minibatch rows(DataTable table, int... numbers) {
    Minibatch batch = new Minibatch(table.features(), 0, numbers.length);
    table.gather(numbers, 0, numbers.length, batch);
    return batch;
  }

  @Test
  void everyColumnGetsMeanZeroAndVarianceOne() throws IOException {
    DataTable table = read("1 1e6 -3\n2 1000001 5\n4 1e6 0.5\n9 1000003 7\n");

    assertThat(table.rows()).isEqualTo(4);
    assertThat(table.features()).isEqualTo(2);
    Minibatch all = rows(table, 0, 1, 2, 3);
    for (double[] column : new double[][] {all.numeric(0), all.numeric(1), all.targets()}) {
      double sum = 0;
      double squares = 0;
      for (double value : column) {
        sum += value;
        squares += value * value;
      }
      assertThat(sum / 4).isCloseTo(0, within(1e-9));
      assertThat(squares / 4).isCloseTo(1, within(1e-9));
    }
    // Mean 4, variance 9.5.
    assertThat(all.numeric(0)[3]).isCloseTo(5 / Math.sqrt(9.5), within(1e-12));
  }

  @Test
  void spacesTabsBlankLinesAndWindowsLineEndsAreNoMatter() throws IOException {
    DataTable table = read("  1\t 10 \r\n\r\n2 20\r\n   \n\n3    30");

    assertThat(table.rows()).isEqualTo(3);
    assertThat(rows(table, 1).targets()).containsExactly(0);
  }

  @Test
  void rowsComeInTheOrderAskedForWithWeightOne() throws IOException {
    DataTable table = read("0 5\n1 6\n2 7\n3 8\n");
    Minibatch batch = new Minibatch(1, 0, 4);

    table.gather(new int[] {0, 3, 1, 2}, 1, 3, batch);

    assertThat(batch.rows()).isEqualTo(2);
    assertThat(batch.likelihoodWeight()).isEqualTo(1);
    assertThat(batch.targets()[0]).isCloseTo(1.5 / Math.sqrt(1.25), within(1e-12));
    assertThat(batch.targets()[1]).isCloseTo(-0.5 / Math.sqrt(1.25), within(1e-12));
    DataTable selected = table.select(new int[] {3, 1});
    assertThat(selected.rows()).isEqualTo(2);
    assertThat(rows(selected, 0, 1).targets())
        .containsExactly(batch.targets()[0], batch.targets()[1]);
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = folder.resolve("none.data");

    assertThatThrownBy(() -> DataTable.read(file))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("there is no file '" + file + "'");
    assertThatThrownBy(() -> DataTable.read(folder))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("there is no file '" + folder + "'");
  }

  /** In the text '/' ends a line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1 2/3,4 | line 2: '3,4' in column 1 is not a finite number (columns are separated by spaces)",
        "1,2/3,4 | line 1: '1,2' in column 1 is not a finite number (columns are separated by spaces)",
        "1,/3, | line 1: '1,' in column 1 is not a finite number (columns are separated by spaces)",
        "1;2/3;4 | line 1: '1;2' in column 1 is not a finite number (columns are separated by spaces)",
        "width y/1 2 | line 1: 'width' in column 1 is not a finite number (columns are separated by spaces)",
        "1 2//3 four | line 3: 'four' in column 2 is not a finite number (columns are separated by spaces)",
        "1 2/NaN 3 | line 2: 'NaN' in column 1 is not a finite number (columns are separated by spaces)",
        "1 2/3 Infinity | line 2: 'Infinity' in column 2 is not a finite number (columns are separated by spaces)",
        "1 2/3 1e999 | line 2: '1e999' in column 2 is not a finite number (columns are separated by spaces)",
        "1 2 3/4 5 | line 2: there are 2 columns, but 3 in the lines before",
        "1 2/4 5/6 7 8 | line 3: there are 3 columns, but 2 in the lines before",
        "1/2 | line 1: there must be two columns or more, separated by spaces, not 1",
        "1 7 3/2 7 5 | lines 1 to 2: column 2 has the same value, 7.0, in every line and cannot be standardised",
        "1 0.1/2 0.1/3 0.1 | lines 1 to 3: column 2 has the same value, 0.1, in every line and cannot be standardised",
        "1 2 | lines 1 to 1: column 1 has the same value, 1.0, in every line and cannot be standardised",
      })
  void whatIsWrongIsOneSentenceWithFileAndLine(String text, String sentence) {
    assertThatThrownBy(() -> read(text.replace('/', '\n')))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessage("file '" + folder.resolve("a.data") + "', " + sentence);
  }

  @Test
  void anEmptyFileIsNamed() {
    for (String text : new String[] {"", "\n \n"}) {
      assertThatThrownBy(() -> read(text))
          .isInstanceOf(InvalidConfigurationException.class)
          .hasMessage("file '" + folder.resolve("a.data") + "' has no rows");
    }
  }

  @Test
  void bytesThatAreNoTextAreNoNumbers() throws IOException {
    Path file = folder.resolve("a.data");
    Files.write(file, "1 2\n3 \u00e4\n".getBytes(StandardCharsets.ISO_8859_1));

    assertThatThrownBy(() -> DataTable.read(file))
        .isInstanceOf(InvalidConfigurationException.class)
        .hasMessageStartingWith("file '" + file + "', line 2: ")
        .hasMessageContaining("in column 2 is not a finite number");
  }
}
