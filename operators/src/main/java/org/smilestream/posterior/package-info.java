/**
 * What the samples of the chains say together: predictive distributions, scores of predictions, and
 * whether the chains agree. No Flink in here.
 */
package org.smilestream.posterior;
