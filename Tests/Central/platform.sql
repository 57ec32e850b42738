-- The part of the platform's database that doors have to do with, as its own migrations make it:
-- the columns of its specification, with its indexes. For tests and for trying the server without
-- the platform. The server must work with these tables as they are.

CREATE TABLE users (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    phone_number varchar(15) NOT NULL UNIQUE,
    email varchar(255) UNIQUE,
    first_name varchar(100),
    last_name varchar(100),
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    is_active boolean DEFAULT true
);

CREATE TABLE venues (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name varchar(255) NOT NULL,
    slug varchar(255) NOT NULL UNIQUE,
    address text NOT NULL,
    city varchar(100) NOT NULL,
    state varchar(100) NOT NULL,
    capacity integer,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    is_active boolean DEFAULT true
);

CREATE TABLE events (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    title varchar(255) NOT NULL,
    slug varchar(255) NOT NULL UNIQUE,
    description text,
    venue_id uuid REFERENCES venues (id) ON DELETE CASCADE,
    promoter_id uuid,
    event_type varchar(50),
    start_datetime timestamptz NOT NULL,
    end_datetime timestamptz,
    doors_open_time timestamptz,
    age_restriction integer DEFAULT 18,
    dress_code varchar(255),
    images jsonb,
    lineup jsonb,
    ticket_sales_start timestamptz,
    ticket_sales_end timestamptz,
    total_capacity integer,
    status varchar(50) DEFAULT 'draft',
    featured boolean DEFAULT false,
    rating decimal(3, 2) DEFAULT 0,
    review_count integer DEFAULT 0,
    view_count integer DEFAULT 0,
    share_count integer DEFAULT 0,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    is_active boolean DEFAULT true
);

CREATE TABLE ticket_tiers (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id uuid REFERENCES events (id) ON DELETE CASCADE,
    name varchar(255) NOT NULL,
    description text,
    price decimal(10, 2) NOT NULL,
    original_price decimal(10, 2),
    capacity integer NOT NULL,
    sold_count integer DEFAULT 0,
    reserved_count integer DEFAULT 0,
    sale_start_datetime timestamptz,
    sale_end_datetime timestamptz,
    tier_type varchar(50) DEFAULT 'general',
    benefits jsonb,
    sort_order integer DEFAULT 0,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(),
    is_active boolean DEFAULT true
);

CREATE TABLE orders (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES users (id) ON DELETE CASCADE,
    event_id uuid REFERENCES events (id) ON DELETE CASCADE,
    order_number varchar(50) NOT NULL UNIQUE,
    total_amount decimal(10, 2) NOT NULL,
    discount_amount decimal(10, 2) DEFAULT 0,
    tax_amount decimal(10, 2) DEFAULT 0,
    platform_fee decimal(10, 2) DEFAULT 0,
    payment_method varchar(50),
    payment_status varchar(50) DEFAULT 'pending',
    payment_gateway varchar(50),
    payment_gateway_order_id varchar(255),
    payment_gateway_payment_id varchar(255),
    promo_code varchar(50),
    booking_type varchar(50) DEFAULT 'instant',
    reservation_expires_at timestamptz,
    notes text,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE TABLE tickets (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    order_id uuid REFERENCES orders (id) ON DELETE CASCADE,
    ticket_tier_id uuid REFERENCES ticket_tiers (id) ON DELETE CASCADE,
    ticket_number varchar(50) NOT NULL UNIQUE,
    qr_code_data text NOT NULL,
    holder_name varchar(255),
    holder_email varchar(255),
    holder_phone varchar(15),
    status varchar(50) DEFAULT 'valid',
    used_at timestamptz,
    transferred_to_user_id uuid REFERENCES users (id),
    transferred_at timestamptz,
    created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now()
);

CREATE INDEX idx_events_datetime ON events (start_datetime);
CREATE INDEX idx_events_status ON events (status, is_active);
CREATE INDEX idx_orders_user ON orders (user_id, created_at DESC);
CREATE INDEX idx_orders_event ON orders (event_id);
CREATE INDEX idx_orders_status ON orders (payment_status);
CREATE INDEX idx_orders_reservation ON orders (booking_type, reservation_expires_at);
CREATE INDEX idx_tickets_order ON tickets (order_id);
CREATE INDEX idx_tickets_qr ON tickets (qr_code_data);
CREATE INDEX idx_tickets_status ON tickets (status);
