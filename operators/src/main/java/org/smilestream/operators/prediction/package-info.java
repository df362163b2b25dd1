/**
 * Predictions from the newest samples: {@link
 * org.smilestream.operators.prediction.PredictionOperator} for rows and requests, and scores once a
 * late label has come.
 */
package org.smilestream.operators.prediction;
