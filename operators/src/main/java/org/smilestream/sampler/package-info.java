/**
 * The samplers: each is a step (state, minibatch) → (state, info), one algorithm a file.
 *
 * <p>Start with {@link org.smilestream.sampler.MicrocanonicalSampler}, the SMILE step; {@link
 * org.smilestream.sampler.VelocityUpdate} holds its formula. {@link
 * org.smilestream.sampler.HostChainGroup} runs many chains. Baselines: {@link
 * org.smilestream.sampler.SgldSampler}, {@link org.smilestream.sampler.SghmcSampler}, {@link
 * org.smilestream.sampler.CyclicalSgldSampler}.
 */
package org.smilestream.sampler;
