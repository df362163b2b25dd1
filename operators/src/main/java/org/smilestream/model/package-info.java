/**
 * What ℓ(θ; B) is: the network, the likelihood, the prior, and the minibatch that it is estimated
 * from.
 */
package org.smilestream.model;
