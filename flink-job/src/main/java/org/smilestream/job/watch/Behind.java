package org.smilestream.job.watch;

import java.util.List;
import org.smilestream.connectors.format.ModelDescription;
import org.smilestream.data.EncodedRow;
import org.smilestream.data.PosteriorSample;
import org.smilestream.data.Prediction;
import org.smilestream.data.Scaler;

/**
 * A prediction and all that it was made of.
 *
 * @param samples at least one
 */
record Behind(
    Prediction prediction,
    EncodedRow row,
    Scaler scaler,
    ModelDescription model,
    List<PosteriorSample> samples) {}
