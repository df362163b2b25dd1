/**
 * The samplers on densities whose moments are known, under gradient noise of known structure:
 * {@code smilestream bench analytical}.
 *
 * <p>Start with {@link org.smilestream.job.bench.analytical.AnalyticalCommand}. A {@code Problem}
 * is a {@code Density} with {@code GradientNoise}; a {@code Cell} runs a {@code Contender} on it.
 */
package org.smilestream.job.bench.analytical;
