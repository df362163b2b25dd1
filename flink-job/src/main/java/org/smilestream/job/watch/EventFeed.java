package org.smilestream.job.watch;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

/** The newest of what happened: to one model, or to the job. */
final class EventFeed {
  static final int SHOWN_EVENTS = 50;

  private final Deque<Event> events = new ArrayDeque<>();
  private int room = SHOWN_EVENTS;

  /**
   * Something that happened.
   *
   * @param number in the order of reading, over all feeds
   * @param time of the stream, as ISO-8601; null where there is none
   * @param kind in a word or two
   */
  record Event(@JsonIgnore long number, String time, String model, String kind, String text) {

    static Event of(long number, JsonNode json, String kind, String text) {
      JsonNode time = json.path("eventTime");
      return new Event(
          number,
          (time.isMissingNode() ? json.path("time") : time).textValue(),
          json.path("model").textValue(),
          kind,
          text);
    }
  }

  void add(Event event) {
    events.addFirst(event);
    trim();
  }

  /** Bounds the number of events that are kept. */
  void setRoom(int most) {
    room = most;
    trim();
  }

  private void trim() {
    while (events.size() > room) {
      events.removeLast();
    }
  }

  /** The newest of two feeds, the newest first. */
  static List<Event> newest(EventFeed first, EventFeed second) {
    return Stream.concat(first.events.stream(), second.events.stream())
        .sorted(Comparator.comparingLong(Event::number).reversed())
        .limit(SHOWN_EVENTS)
        .toList();
  }
}
