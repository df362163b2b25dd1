/** How ℓ(θ; B) and its gradient are computed. */
package org.smilestream.engine;
