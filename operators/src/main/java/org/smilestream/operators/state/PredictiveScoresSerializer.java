package org.smilestream.operators.state;

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

  /**
   * Version 1 ends before the number of rows that calibration was looked at for; version 2 has
   * whole numbers in the tenths of the transform, and ends before the number of rows that have no
   * finite error.
   */
  private static final int VERSION = 3;

  private static final int WHOLE_COUNTS = 2;

  private PredictiveScoresSerializer() {
    super("the scores", VERSION);
  }

  @Override
  protected void write(PredictiveScores scores, DataOutputView target) throws IOException {
    target.writeLong(scores.rows());
    target.writeDouble(scores.logDensitySum());
    target.writeDouble(scores.absoluteErrorSum());
    target.writeDouble(scores.squaredErrorSum());
    target.writeDouble(scores.covered50());
    target.writeDouble(scores.covered90());
    target.writeDouble(scores.correct());
    target.writeDouble(scores.brierSum());
    target.writeLong(scores.calibratedRows());
    target.writeDouble(scores.crpsSum());
    Fields.writeElements(scores.pitCounts(), target);
    Fields.writeElements(scores.confidenceGaps(), target);
    target.writeLong(scores.unboundedRows());
  }

  @Override
  protected PredictiveScores read(int version, DataInputView source) throws IOException {
    long rows = source.readLong();
    double[] sums = new double[7];
    Fields.readElements(sums, source);
    long calibratedRows = 0;
    double crpsSum = Double.isNaN(sums[1]) ? Double.NaN : 0;
    double[] pitCounts = new double[PredictiveScores.BINS];
    double[] confidenceGaps = new double[PredictiveScores.BINS];
    if (version > FIRST_VERSION) {
      calibratedRows = source.readLong();
      crpsSum = source.readDouble();
      for (int i = 0; i < pitCounts.length; i++) {
        pitCounts[i] = version == WHOLE_COUNTS ? source.readLong() : source.readDouble();
      }
      Fields.readElements(confidenceGaps, source);
    }
    return new PredictiveScores(
        rows,
        sums[0],
        sums[1],
        sums[2],
        sums[3],
        sums[4],
        sums[5],
        sums[6],
        calibratedRows,
        crpsSum,
        pitCounts,
        confidenceGaps,
        version > WHOLE_COUNTS ? source.readLong() : 0);
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
