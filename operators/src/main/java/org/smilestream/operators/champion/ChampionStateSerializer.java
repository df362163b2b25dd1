package org.smilestream.operators.champion;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.operators.state.Fields;
import org.smilestream.operators.state.VersionedSerializer;
import org.smilestream.posterior.GainTest;

/**
 * What the champion's operator knows, in state: its fields in the order of the record, each list
 * and map behind its size, maps in the order of their keys.
 */
public final class ChampionStateSerializer extends VersionedSerializer<ChampionState> {
  /** The one instance. */
  public static final ChampionStateSerializer INSTANCE = new ChampionStateSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private ChampionStateSerializer() {
    super("the champion", VERSION);
  }

  @Override
  protected void write(ChampionState state, DataOutputView target) throws IOException {
    target.writeInt(state.reigns().size());
    for (Reign reign : state.reigns()) {
      Fields.writeString(reign.model(), target);
      target.writeLong(reign.after());
    }
    target.writeInt(state.contests().size());
    for (Map.Entry<String, Contest> entry : new TreeMap<>(state.contests()).entrySet()) {
      Fields.writeString(entry.getKey(), target);
      Contest contest = entry.getValue();
      target.writeInt(contest.round());
      target.writeLong(contest.test().rows());
      target.writeDouble(contest.test().sum());
      target.writeDouble(contest.test().squares());
      target.writeBoolean(contest.won());
    }
    target.writeInt(state.newest().size());
    for (Map.Entry<String, Long> entry : new TreeMap<>(state.newest()).entrySet()) {
      Fields.writeString(entry.getKey(), target);
      target.writeLong(entry.getValue());
    }
    target.writeInt(state.rows().size());
    for (ScoredRow row : state.rows()) {
      Fields.writeString(row.key().id(), target);
      target.writeLong(row.key().eventTime());
      target.writeInt(row.size());
      for (Map.Entry<String, Double> entry : row.scores().entrySet()) {
        Fields.writeString(entry.getKey(), target);
        target.writeDouble(entry.getValue());
      }
    }
  }

  @Override
  protected ChampionState read(int version, DataInputView source) throws IOException {
    List<Reign> reigns = new ArrayList<>();
    for (int left = source.readInt(); left > 0; left--) {
      reigns.add(new Reign(Fields.readString(source), source.readLong()));
    }
    Map<String, Contest> contests = new TreeMap<>();
    for (int left = source.readInt(); left > 0; left--) {
      String model = Fields.readString(source);
      int round = source.readInt();
      GainTest test = new GainTest(source.readLong(), source.readDouble(), source.readDouble());
      contests.put(model, new Contest(round, test, source.readBoolean()));
    }
    Map<String, Long> newest = new TreeMap<>();
    for (int left = source.readInt(); left > 0; left--) {
      newest.put(Fields.readString(source), source.readLong());
    }
    List<ScoredRow> rows = new ArrayList<>();
    for (int left = source.readInt(); left > 0; left--) {
      rows.add(readRow(source));
    }
    return new ChampionState(reigns, contests, newest, rows);
  }

  private static ScoredRow readRow(DataInputView source) throws IOException {
    ScoredRow row = new ScoredRow(new ScoredRow.Key(Fields.readString(source), source.readLong()));
    for (int left = source.readInt(); left > 0; left--) {
      row.put(Fields.readString(source), source.readDouble());
    }
    return row;
  }

  @Override
  public TypeSerializerSnapshot<ChampionState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ChampionState> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
