package org.smilestream.connectors.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlightsTest {
  private static final JsonMapper JSON = new JsonMapper();

  @Test
  void fromTheChangeOnOnlyDelayAndArrivalDiffer() throws Exception {
    List<Flights.Flight> flights = Flights.flights().subList(0, 5);

    List<Flights.Flight> changed = Flights.laterFrom(3, 20, flights);

    assertThat(changed).hasSize(5);
    assertThat(changed.subList(0, 3)).isEqualTo(flights.subList(0, 3));
    for (int i = 3; i < 5; i++) {
      ObjectNode before = (ObjectNode) JSON.readTree(flights.get(i).row().value());
      ObjectNode after = (ObjectNode) JSON.readTree(changed.get(i).row().value());
      int delay = before.remove("arr_delay_min").asInt();
      assertThat(after.remove("arr_delay_min").asInt()).isEqualTo(delay + 20);
      assertThat(after).isEqualTo(before);
      assertThat(changed.get(i).row().eventTime()).isEqualTo(flights.get(i).row().eventTime());
      assertThat(changed.get(i).arrival()).isEqualTo(flights.get(i).arrival() + 20 * 60_000);
    }
  }
}
