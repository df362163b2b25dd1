package org.smilestream.job.watch;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.smilestream.data.Prediction;
import org.smilestream.data.Row;

/** The newest rows, to be found by the predictions that were made of them. */
final class RowIndex {
  static final int MOST = 20_000;

  private final Map<Key, Row> rows =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Row> eldest) {
          return size() > MOST;
        }
      };

  private record Key(String id, long eventTime) {}

  void add(Row row) {
    rows.put(new Key(row.id(), row.eventTime()), row);
  }

  Optional<Row> of(Prediction prediction) {
    return Optional.ofNullable(rows.get(new Key(prediction.id(), prediction.eventTime())));
  }
}
