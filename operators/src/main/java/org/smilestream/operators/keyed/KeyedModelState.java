package org.smilestream.operators.keyed;

import java.util.List;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.Scaler;
import org.smilestream.operators.chains.GroupLife;
import org.smilestream.posterior.PredictiveScores;
import org.smilestream.sampler.ChainState;

/**
 * What is kept of a key's model beside its window and its samples, which are kept row by row and
 * sample by sample.
 *
 * @param nextSequence number of rows that the model has seen
 * @param newestTime event time of the last one
 * @param scaler null while it still follows the rows
 * @param warmUp the rows so far, unscaled, while the scaler follows them; else empty
 * @param categories of each categorical column, in the order of their slots from 1 on
 * @param life of the chains; null before there is a scaler
 * @param chains empty before the warm start
 * @param scores of the predictions
 * @param windowRows number of places of the window, which decides where a row lies in state
 * @param samplesPerChain number of slots of a chain, which decides where a sample lies in state
 */
public record KeyedModelState(
    long nextSequence,
    long newestTime,
    Scaler scaler,
    List<EncodedRow> warmUp,
    String[][] categories,
    GroupLife life,
    List<ChainState> chains,
    PredictiveScores scores,
    int windowRows,
    int samplesPerChain) {

  public KeyedModelState {
    warmUp = List.copyOf(warmUp);
    chains = List.copyOf(chains);
  }
}
