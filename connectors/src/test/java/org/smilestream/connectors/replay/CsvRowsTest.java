package org.smilestream.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.data.CategoricalColumn;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import org.smilestream.data.Schema;
import org.smilestream.data.Task;

class CsvRowsTest {
  private static final Schema SCHEMA =
      new Schema(
          "m",
          Task.REGRESSION,
          "id",
          "at",
          List.of("x"),
          List.of(new CategoricalColumn("c", 4)),
          "y",
          List.of());

  @Test
  void rowsComeInTheOrderOfTimeAndThenOfTheFile() throws IOException {
    String file =
        """
        id,at,x,c,y
        a,2014-01-02T00:00,1,"red, or so",7
        b,2014-01-01T00:00,2,,8
        c,2014-01-02T00:00,3,blue,9
        """;

    List<ReplayRow> rows = read(file);

    assertThat(rows).extracting(ReplayRow::id).containsExactly("b", "a", "c");
    RowParser parser = new RowParser(SCHEMA, true);
    Row a = parser.parse(rows.get(1).value(), "t", 0, 0).get(0).row();
    assertThat(a.eventTime()).isEqualTo(rows.get(1).eventTime()).isEqualTo(1_388_620_800_000L);
    assertThat(a.categorical()).containsExactly("red, or so");
    assertThat(a.target()).isEqualTo(7);
    // An empty cell is a missing column.
    assertThat(parser.parse(rows.get(0).value(), "t", 0, 0).get(0).deadLetter().reason())
        .isEqualTo("column 'c' is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          b,,2,red,8         | column 'at' is missing or empty
          b,yesterday,2,c,8  | 'yesterday' could not be parsed
          ,2014-01-01T00:00  | column 'id' is missing or empty
          """)
  void namesTheLineThatDoesNotFit(String line, String reason) {
    assertThatThrownBy(() -> read("id,at,x,c,y\na,2014-01-02T00:00,1,red,7\n" + line + "\n"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("file 'rows.csv', data line 2: ")
        .hasMessageContaining(reason);
  }

  @Test
  void everyFlightIsARowOfTheFlightsSchema() {
    List<ReplayRow> flights = Flights.rows();
    RowParser parser = new RowParser(Flights.schema(), true);
    List<Row> rows =
        flights.stream()
            .flatMap(flight -> parser.parse(flight.value(), "t", 0, 0).stream())
            .map(ParsedRecord::row)
            .toList();

    assertThat(rows).hasSize(7568).doesNotContainNull();
    assertThat(rows).extracting(Row::id).doesNotHaveDuplicates();
    assertThat(rows).extracting(Row::eventTime).isSorted();
    assertThat(flights.get(41).id()).isEqualTo("2014-01-01/WN/00042").isEqualTo(rows.get(41).id());
    Row first = rows.get(0);
    assertThat(first.eventTime()).isEqualTo(1_388_534_700_000L);
    assertThat(first.numeric()).containsExactly(5, 290, 2330, -8, 16);
    assertThat(first.categorical()).containsExactly("3", "AA", "LAX", "PBI");
    assertThat(first.target()).isEqualTo(-20);
  }

  @Test
  void everyCategoryOfTheFlightsHasASlot() {
    RowParser parser = new RowParser(Flights.schema(), true);
    List<Row> rows =
        Flights.rows().stream()
            .map(flight -> parser.parse(flight.value(), "t", 0, 0).get(0).row())
            .toList();

    List<CategoricalColumn> columns = Flights.schema().categorical();
    for (int i = 0; i < columns.size(); i++) {
      int column = i;
      assertThat(rows.stream().map(row -> row.categorical()[column]).distinct().count())
          .isLessThan(columns.get(i).slots());
    }
  }

  private static List<ReplayRow> read(String file) throws IOException {
    return CsvRows.read("rows.csv", new StringReader(file), new ColumnMapping(SCHEMA));
  }
}
