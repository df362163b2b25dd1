package org.smilestream.engine.nd4j;

import java.nio.FloatBuffer;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.concurrency.AffinityManager.Location;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Floats in ND4J's memory, allocated once and looked at as matrices of various shapes. ND4J frees
 * them when this object is garbage.
 */
final class NativeFloats {
  private final DataBuffer buffer;
  private final INDArray whole;
  private final FloatBuffer host;

  NativeFloats(int length) {
    int atLeastOne = Math.max(1, length);
    buffer = Nd4j.createBufferDetached(new int[] {atLeastOne}, DataType.FLOAT);
    whole = Nd4j.create(buffer, new long[] {1, atLeastOne}, new long[] {1, 1}, 0, 'f');
    host = buffer.asNioFloat();
  }

  /** The first {@code rows · columns} floats as a matrix, column after column; the same memory. */
  INDArray matrix(int rows, int columns) {
    long[] shape = {rows, columns};
    return Nd4j.create(buffer, shape, new long[] {1, rows}, 0, 'f');
  }

  /** The transpose of {@link #matrix}; the same memory. */
  INDArray transposed(int rows, int columns) {
    long[] shape = {columns, rows};
    return Nd4j.create(buffer, shape, new long[] {rows, 1}, 0, 'c');
  }

  /** Sets the first {@code length} floats to one value. */
  void fill(float value, int length) {
    for (int i = 0; i < length; i++) {
      host.put(i, value);
    }
    Nd4j.getAffinityManager().tagLocation(whole, Location.HOST);
  }

  /** Overwrites the first {@code length} floats. */
  void write(float[] source, int length) {
    host.put(0, source, 0, length);
    Nd4j.getAffinityManager().tagLocation(whole, Location.HOST);
  }

  /** Reads the first {@code length} floats. */
  void read(float[] target, int length) {
    Nd4j.getAffinityManager().ensureLocation(whole, Location.HOST);
    host.get(0, target, 0, length);
  }
}
