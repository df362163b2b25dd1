package org.smilestream.operators;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.smilestream.posterior.PredictiveScores;

/** The running scores in state: their fields in the order of the record. */
public final class PredictiveScoresSerializer extends VersionedSerializer<PredictiveScores> {
  /** The one instance. */
  public static final PredictiveScoresSerializer INSTANCE = new PredictiveScoresSerializer();

  private static final long serialVersionUID = 1;
  private static final int VERSION = 1;

  private PredictiveScoresSerializer() {
    super("the scores", VERSION);
  }

  @Override
  void write(PredictiveScores scores, DataOutputView target) throws IOException {
    target.writeLong(scores.rows());
    target.writeDouble(scores.logDensitySum());
    target.writeDouble(scores.absoluteErrorSum());
    target.writeDouble(scores.squaredErrorSum());
    target.writeDouble(scores.covered50());
    target.writeDouble(scores.covered90());
    target.writeDouble(scores.correct());
    target.writeDouble(scores.brierSum());
  }

  @Override
  PredictiveScores read(int version, DataInputView source) throws IOException {
    return new PredictiveScores(
        source.readLong(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble());
  }

  @Override
  public TypeSerializerSnapshot<PredictiveScores> snapshotConfiguration() {
    return new Snapshot();
  }

  /** The serialiser's configuration: it has none. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PredictiveScores> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
