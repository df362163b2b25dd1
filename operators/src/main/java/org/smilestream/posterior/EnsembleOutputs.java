package org.smilestream.posterior;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.engine.SampleOutputs;
import org.smilestream.model.Minibatch;
import org.smilestream.model.ModelSpec;

/**
 * The network's outputs for a row at all samples of an ensemble, which changes by few samples from
 * row to row: these alone are copied.
 */
final class EnsembleOutputs {
  /** Beyond it the copies cost more than they save. */
  private static final long MOST_BYTES = 64L << 20;

  private final ModelSpec spec;
  private SampleOutputs outputs;
  private final Minibatch batch;
  private double[][][] byPlace;
  private List<PosteriorSample> followed = List.of();
  private Map<PosteriorSample, Integer> places = new IdentityHashMap<>();

  /** The places of the samples, in their order. */
  private int[] inOrder = {};

  EnsembleOutputs(ModelSpec spec) {
    this.spec = spec;
    batch = Minibatch.forModel(spec, 1);
  }

  /** Whether this machine can, and whether the samples are not too many. */
  boolean takes(List<PosteriorSample> samples) {
    if (outputs != null && samples.size() <= outputs.capacity()) {
      return true;
    }
    if (samples.isEmpty() || SampleOutputs.heapBytes(spec, samples.size()) > MOST_BYTES) {
      return false;
    }
    outputs = SampleOutputs.create(spec, samples.size()).orElse(null);
    followed = List.of();
    places = new IdentityHashMap<>();
    if (outputs == null) {
      return false;
    }
    byPlace = new double[spec.outputs()][1][outputs.capacity()];
    return true;
  }

  /**
   * Computes the outputs; only where {@link #takes} says so.
   *
   * @param target overwritten, [output][sample]
   */
  void compute(List<PosteriorSample> samples, EncodedRow row, double[][] target) {
    follow(samples);
    read(row);
    outputs.compute(batch, byPlace);
    for (int k = 0; k < target.length; k++) {
      for (int i = 0; i < inOrder.length; i++) {
        target[k][i] = byPlace[k][0][inOrder[i]];
      }
    }
  }

  private void read(EncodedRow row) {
    for (int column = 0; column < batch.numericColumns(); column++) {
      batch.numeric(column)[0] = row.numeric()[column];
    }
    for (int column = 0; column < batch.categoricalColumns(); column++) {
      batch.categories(column)[0] = row.categories()[column];
    }
    batch.setRows(1, 1);
  }

  private void follow(List<PosteriorSample> samples) {
    if (samples == followed) {
      return;
    }
    Map<PosteriorSample, Integer> before = places;
    places = new IdentityHashMap<>();
    boolean[] taken = new boolean[outputs.capacity()];
    Deque<PosteriorSample> fresh = new ArrayDeque<>();
    for (PosteriorSample sample : samples) {
      Integer place = before.get(sample);
      if (place == null) {
        fresh.add(sample);
      } else {
        places.put(sample, place);
        taken[place] = true;
      }
    }
    for (int place = 0; !fresh.isEmpty(); place++) {
      if (!taken[place]) {
        PosteriorSample sample = fresh.remove();
        outputs.put(place, sample.position());
        places.put(sample, place);
      }
    }
    inOrder = samples.stream().mapToInt(places::get).toArray();
    followed = samples;
  }
}
