/**
 * {@code smilestream bench keyed}: many small models in one job, against recursive least squares.
 */
package org.smilestream.job.bench.keyed;
