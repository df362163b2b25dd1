package org.smilestream.operators.keyed;

import java.util.Map;
import java.util.TreeMap;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;

/** The rows and the samples of a key's model that are not in state, by their places there. */
final class UnsavedParts {
  private final int windowRows;
  private final int samplesPerChain;
  private final Map<Integer, EncodedRow> rows = new TreeMap<>();
  private final Map<Integer, PosteriorSample> samples = new TreeMap<>();

  /**
   * @param windowRows number of places of the window
   * @param samplesPerChain number of places of a chain's samples
   */
  UnsavedParts(int windowRows, int samplesPerChain) {
    this.windowRows = windowRows;
    this.samplesPerChain = samplesPerChain;
  }

  /** Takes a row in place of the one that leaves the window for it. */
  void add(EncodedRow row) {
    rows.put((int) (row.sequence() % windowRows), row);
  }

  /** Takes a sample in place of the one that it follows in its slot. */
  void add(PosteriorSample sample) {
    samples.put(sample.chain() * samplesPerChain + sample.slot(), sample);
  }

  Map<Integer, EncodedRow> rows() {
    return rows;
  }

  Map<Integer, PosteriorSample> samples() {
    return samples;
  }

  /** All is saved. */
  void clear() {
    rows.clear();
    samples.clear();
  }
}
