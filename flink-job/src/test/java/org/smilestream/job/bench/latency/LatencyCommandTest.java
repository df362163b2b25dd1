package org.smilestream.job.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.smilestream.connectors.format.RowParser;
import org.smilestream.connectors.replay.Flights;
import org.smilestream.data.ParsedRecord;
import org.smilestream.data.Row;
import picocli.CommandLine;

class LatencyCommandTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"--requests-per-second", "--rows-per-second", "--seconds", "--warm-up-seconds"})
  void refusesARateOrATimeThatIsNotPositive(String option) {
    StringWriter err = new StringWriter();
    CommandLine command = new CommandLine(new LatencyCommand()).setErr(new PrintWriter(err, true));

    assertThat(command.execute(option, "0")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString())
        .contains("option '" + option + "' cannot be 0: it takes an integer above 0");
  }

  @Test
  void theStreamOfFlightsGoesOnAfterTheLastOne() {
    FlightStream stream = new FlightStream();
    RowParser parser = new RowParser(Flights.schema(), true);
    long flights = Flights.rows().size();

    Row first = parsed(parser, stream.observation(3));
    Row again = parsed(parser, stream.observation(3 + flights));

    assertThat(again.id()).isEqualTo("row-" + (3 + flights)).isNotEqualTo(first.id());
    assertThat(again.numeric()).isEqualTo(first.numeric());
    assertThat(again.target()).isEqualTo(first.target());
    assertThat(again.eventTime() - first.eventTime()).isEqualTo(flights * 60_000);
    Map<String, Object> request = stream.request(3);
    assertThat(request).doesNotContainKeys("flight", "arr_delay_min").containsKey("carrier");
  }

  private static Row parsed(RowParser parser, byte[] record) {
    ParsedRecord parsed = parser.parse(record, "t", 0, 0).get(0);
    assertThat(parsed.deadLetter()).isNull();
    return parsed.row();
  }

  /** However late the first turns are taken, the later ones are due when they would be. */
  @Test
  void aLateTurnMovesNoOther() throws InterruptedException {
    Pace pace = new Pace(1000);
    long first = pace.await(0);
    Thread.sleep(20);
    long second = pace.await(5);
    long third = pace.await(50);

    assertThat(second - first).isEqualTo(5_000_000);
    assertThat(third - first).isEqualTo(50_000_000);
    assertThat(System.nanoTime()).isGreaterThanOrEqualTo(third);
  }
}
